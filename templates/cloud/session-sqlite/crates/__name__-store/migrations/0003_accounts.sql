-- Those who can log in.
CREATE TABLE accounts (
    id            BLOB NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    role          TEXT NOT NULL,
    -- A PHC string.
    password_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Those who have.
CREATE TABLE sessions (
    -- SHA-256 of what the session is known by.
    token_hash BLOB NOT NULL PRIMARY KEY,
    account    BLOB NOT NULL REFERENCES accounts (id),
    -- An id of version 7: the least is the oldest.
    began      BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Those that are to be forgotten.
CREATE INDEX sessions_by_age ON sessions (began);

-- Those of an account, which end when its password changes.
CREATE INDEX sessions_by_account ON sessions (account);
