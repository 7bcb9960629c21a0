-- Up Migration
-- Since when a subscriber goes on that was paused: how it failed before says nothing about it any more.
alter table orders.subscribers add column resumed_at timestamptz;

-- The deliveries of the last minutes, of a table that only grows: a few bytes per megabyte of it, and next to nothing per row.
create index on orders.deliveries using brin (settled_at) with (pages_per_range = 32, autosummarize = on);

-- Down Migration
drop index orders.deliveries_settled_at_idx;
alter table orders.subscribers drop column resumed_at;
