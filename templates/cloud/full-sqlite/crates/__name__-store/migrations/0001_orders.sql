CREATE TABLE orders (
    id         BLOB    NOT NULL PRIMARY KEY,
    reference  TEXT    NOT NULL UNIQUE,
    currency   TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    created_at TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Lists of one state, page by page.
CREATE INDEX orders_by_state ON orders (state, id);

CREATE TABLE order_lines (
    order_id   BLOB    NOT NULL REFERENCES orders (id),
    sku        TEXT    NOT NULL,
    quantity   INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    PRIMARY KEY (order_id, sku)
) STRICT, WITHOUT ROWID;
