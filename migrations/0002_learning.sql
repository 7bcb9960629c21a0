-- Up Migration
create schema learning;

-- The course table of a student: one row a choose-course record, however often its payment is told.
create table learning.course_tables (
  choose_course_id text primary key,
  user_id text not null,
  order_id text not null,
  pay_no text not null,
  status text not null check (status in ('open', 'closed')),
  enrolled_at timestamptz not null default now(),
  closed_at timestamptz
);
create index on learning.course_tables (user_id);

-- Down Migration
drop schema learning cascade;
