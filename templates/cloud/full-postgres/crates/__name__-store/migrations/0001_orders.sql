CREATE TABLE orders (
    id         uuid        NOT NULL PRIMARY KEY,
    reference  text        NOT NULL UNIQUE,
    currency   text        NOT NULL,
    state      text        NOT NULL,
    version    bigint      NOT NULL,
    created_at timestamptz NOT NULL
);

-- Lists of one state, page by page.
CREATE INDEX orders_by_state ON orders (state, id);

CREATE TABLE order_lines (
    order_id   uuid   NOT NULL REFERENCES orders (id),
    sku        text   NOT NULL,
    quantity   bigint NOT NULL,
    unit_price bigint NOT NULL,
    PRIMARY KEY (order_id, sku)
);
