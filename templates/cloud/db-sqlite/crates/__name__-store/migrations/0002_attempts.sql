-- Attempts to make something that may be repeated, by the key that their caller gave them.
CREATE TABLE attempts (
    caller  TEXT NOT NULL,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    -- An id of version 7: the least is the oldest.
    made    BLOB NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

-- Those that are to be forgotten.
CREATE INDEX attempts_by_age ON attempts (made);
