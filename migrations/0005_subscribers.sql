-- Up Migration
-- Subscribers that our own code delivers to (http, amqp), and what each may be told, how fast and whether at the moment.
alter table orders.subscribers
  add column url text,
  add column events text not null default 'payment' check (events in ('payment', 'operator')),
  add column filter text,
  add column max_per_second double precision check (max_per_second > 0),
  add column paused_by text,
  add constraint paused_by_check check ((status = 'paused') = (paused_by is not null));

-- What deliveries to a subscriber are signed or authorised with, encrypted with SECRETS_KEY. Of two that are valid, the newer signs first.
create table orders.subscriber_secrets (
  secret_id bigint generated always as identity primary key,
  subscriber text not null references orders.subscribers,
  secret bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz
);
create index on orders.subscriber_secrets (subscriber);

-- What came back of a failed attempt, where something did, and how long it took.
alter table orders.delivery_attempts
  add column status integer,
  add column duration_ms integer,
  add column failure_type text not null default 'Error';
create index on orders.delivery_attempts (subscriber, failed_at);

-- Down Migration
drop index orders.delivery_attempts_subscriber_failed_at_idx;
alter table orders.delivery_attempts drop column status, drop column duration_ms, drop column failure_type;
drop table orders.subscriber_secrets;
alter table orders.subscribers
  drop constraint paused_by_check, drop column url, drop column events, drop column filter, drop column max_per_second, drop column paused_by;
