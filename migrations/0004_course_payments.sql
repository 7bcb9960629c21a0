-- Up Migration
-- What was paid for a choose-course record, a row each payment: its course is open while one of them is not refunded.
create table learning.course_payments (
  pay_no text primary key,
  choose_course_id text not null,
  user_id text not null,
  order_id text not null,
  refunded_at timestamptz
);
create index on learning.course_payments (choose_course_id, user_id);

insert into learning.course_payments (pay_no, choose_course_id, user_id, order_id, refunded_at)
select pay_no, choose_course_id, user_id, order_id, case status when 'closed' then coalesce(closed_at, now()) end
from learning.course_tables
on conflict (pay_no) do nothing;

-- Down Migration
drop table learning.course_payments;
