-- Those who can log in.
CREATE TABLE accounts (
    id            uuid PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    role          text NOT NULL,
    -- A PHC string.
    password_hash text NOT NULL
);

-- Those who have.
CREATE TABLE sessions (
    -- SHA-256 of what the session is known by.
    token_hash bytea PRIMARY KEY,
    account    uuid NOT NULL REFERENCES accounts (id),
    -- An id of version 7: the least is the oldest.
    began      uuid NOT NULL
);

-- Those that are to be forgotten.
CREATE INDEX sessions_by_age ON sessions (began);

-- Those of an account, which end when its password changes.
CREATE INDEX sessions_by_account ON sessions (account);
