-- Up Migration
create schema orders;

create table orders.orders (
  order_id text primary key,
  order_type text not null,
  out_business_id text not null,
  user_id text not null,
  title text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor >= 0),
  status text not null default 'unpaid' check (status in ('unpaid', 'paid', 'partially_refunded', 'refunded', 'closed')),
  idempotency_key text unique,
  created_at timestamptz not null default now()
);

create table orders.pay_records (
  pay_no text primary key,
  order_id text not null references orders.orders,
  provider text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor >= 0),
  status text not null default 'unpaid' check (status in ('unpaid', 'paid', 'partially_refunded', 'refunded', 'closed')),
  transaction_id text,
  refunded_minor bigint not null default 0 check (refunded_minor between 0 and amount_minor),
  paid_at timestamptz,
  created_at timestamptz not null default now()
);
create index on orders.pay_records (order_id);

-- What the providers told us, for ever. pay_no is no foreign key: a fact about a number we do not know is kept too.
-- A repeat has the same content; other content under the same notification id is a second row, and held.
create table orders.payment_facts (
  fact_id bigint generated always as identity primary key,
  provider text not null,
  notification_id text not null,
  content text not null,
  pay_no text not null,
  event text not null,
  transaction_id text not null,
  currency text not null,
  amount_minor bigint not null,
  refund_id text,
  refund_minor bigint,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  held_code text,
  held_reason text,
  check ((held_code is null) = (held_reason is null)),
  unique (provider, notification_id, content)
);
create index on orders.payment_facts (pay_no);

-- A new state of a payment that subscribers must hear of, with who they were at that moment.
create table orders.payment_results (
  pay_no text not null references orders.pay_records,
  result_id text not null,
  result text not null check (result in ('paid', 'partially_refunded', 'refunded', 'closed')),
  message jsonb not null,
  subscriptions jsonb not null,
  not_matched jsonb not null,
  recorded_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (pay_no, result_id)
);
create index on orders.payment_results (recorded_at) where settled_at is null;

-- Settled deliveries: who was told which result, or who decided that it is not told.
create table orders.deliveries (
  pay_no text not null,
  result_id text not null,
  subscriber text not null,
  status text not null check (status in ('delivered', 'skipped')),
  attempts integer not null,
  last_error text,
  settled_at timestamptz not null,
  settled_by text,
  reason text,
  primary key (pay_no, result_id, subscriber),
  foreign key (pay_no, result_id) references orders.payment_results
);

-- Failed attempts of deliveries that our own code makes, append-only.
create table orders.delivery_attempts (
  attempt_id bigint generated always as identity primary key,
  pay_no text not null,
  result_id text not null,
  subscriber text not null,
  attempt integer not null,
  error text not null,
  failed_at timestamptz not null default now()
);
create index on orders.delivery_attempts (pay_no);

-- A person's word on a held fact.
create table orders.held_decisions (
  fact_id bigint primary key references orders.payment_facts,
  approved boolean not null,
  decided_by text not null,
  reason text not null,
  decided_at timestamptz not null default now()
);

-- A removed subscriber stays as a row, so that one listed in the code is not inserted again.
create table orders.subscribers (
  name text primary key check (name ~ '^[a-z0-9-]{1,40}$'),
  kind text not null,
  task_queue text,
  activity text,
  order_types text[],
  results text[],
  retry jsonb not null,
  timeout_seconds integer not null,
  status text not null default 'active' check (status in ('active', 'paused')),
  created_at timestamptz not null default now(),
  removed_at timestamptz
);

-- Down Migration
drop schema orders cascade;
