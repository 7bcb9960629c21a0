-- Up Migration
-- What an operator looks a payment up by, exact or by its beginning. Not on columns that a payment's way through changes:
-- an update of one would write to every index of its table.
create index on orders.pay_records (pay_no text_pattern_ops);
create index on orders.orders (order_id text_pattern_ops);
create index on orders.orders (user_id text_pattern_ops);
create index on orders.payment_facts (transaction_id text_pattern_ops);
create index on orders.payment_facts (pay_no text_pattern_ops);

-- Lists: the newest first, and what is held.
create index on orders.pay_records (created_at, pay_no);
create index on orders.payment_facts (pay_no) where held_code is not null;

-- Down Migration
drop index orders.payment_facts_pay_no_idx2;
drop index orders.pay_records_created_at_pay_no_idx;
drop index orders.payment_facts_pay_no_idx1;
drop index orders.payment_facts_transaction_id_idx;
drop index orders.orders_user_id_idx;
drop index orders.orders_order_id_idx;
drop index orders.pay_records_pay_no_idx;
