-- Up Migration
-- Whether a refund's figure is all that was refunded so far (cumulative), or this refund alone (each).
alter table orders.payment_facts add column refund_counts text check (refund_counts in ('cumulative', 'each'));

-- A person may approve another amount than the order's, and all of that can be refunded.
alter table orders.pay_records drop constraint pay_records_check;
alter table orders.pay_records add constraint refunded_minor_check check (refunded_minor >= 0);

-- Down Migration
alter table orders.pay_records drop constraint refunded_minor_check;
alter table orders.pay_records add constraint pay_records_check check (refunded_minor between 0 and amount_minor);
alter table orders.payment_facts drop column refund_counts;
