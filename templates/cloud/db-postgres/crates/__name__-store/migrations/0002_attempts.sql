-- Attempts to make something that may be repeated, by the key that their caller gave them.
CREATE TABLE attempts (
    caller  text NOT NULL,
    key     text NOT NULL,
    request text NOT NULL,
    -- An id of version 7: the least is the oldest.
    made    uuid NOT NULL,
    PRIMARY KEY (caller, key)
);

-- Those that are to be forgotten.
CREATE INDEX attempts_by_age ON attempts (made);
