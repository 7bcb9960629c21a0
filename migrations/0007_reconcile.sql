-- Up Migration
-- Results that are not settled, by payment; and all since a moment, for a subscriber that came later.
drop index orders.payment_results_recorded_at_idx;
create index on orders.payment_results (pay_no) where settled_at is null;
create index on orders.payment_results (recorded_at);

-- Down Migration
drop index orders.payment_results_recorded_at_idx;
drop index orders.payment_results_pay_no_idx;
create index on orders.payment_results (recorded_at) where settled_at is null;
