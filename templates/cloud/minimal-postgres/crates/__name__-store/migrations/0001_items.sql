CREATE TABLE items (
    id      uuid   NOT NULL PRIMARY KEY,
    name    text   NOT NULL,
    version bigint NOT NULL
);
