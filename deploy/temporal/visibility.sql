-- Makes Temporal's visibility database, which only lists workflows, cheap to write. It may run at every start, before the
-- server: what is as it should be is left alone. What it should be is in server.env; it is passed as two settings of the session,
-- paynotify.visibility_indexes (few, all) and paynotify.visibility_synchronous_commit (off, on).

do $$
declare
  answer text := current_setting('paynotify.visibility_synchronous_commit');
begin
  if answer not in ('off', 'on') then
    raise exception 'VISIBILITY_SYNCHRONOUS_COMMIT must be off or on, not %', answer;
  end if;
  -- Of this database alone, and of sessions that begin from now on.
  execute format('alter database %I set synchronous_commit = %s', current_database(), answer);
end
$$;

-- Temporal's schema has an index for each of its columns, and writes into all of them at every change of a workflow. `few` keeps
-- them all by name, so that a later schema can change or drop them, and leaves out of each the rows that nobody looks for with it.
create or replace function pg_temp.rows_of(index_name text, column_name text) returns text language sql as $$
  select case
    -- What is listed, and found by id, type and status.
    when index_name in ('default_idx', 'by_workflow_id', 'by_workflow_type', 'by_status') then null
    -- One of these columns is PaymentState; which one, every installation decides by chance. A payment that is done is looked
    -- for in our own database, and nobody looks for one by the other columns alone.
    when index_name ~ '^by_keyword_\d+$' then format($x$%I in ('processing', 'parked', 'held')$x$, column_name)
    -- Every workflow has these, and nobody asks for them.
    when column_name in (
      'execution_time', 'history_length', 'history_size_bytes', 'execution_duration', 'state_transition_count', 'task_queue',
      'parent_workflow_id', 'parent_run_id', 'root_workflow_id', 'root_run_id', 'buildids', 'binarychecksums'
    ) then 'false'
    -- The rest is rarely set: ParkedSubscribers, batches, schedules, reported problems.
    else format('%I is not null', column_name)
  end
$$;

do $$
declare
  answer text := current_setting('paynotify.visibility_indexes');
  found record;
begin
  if answer not in ('few', 'all') then
    raise exception 'VISIBILITY_INDEXES must be few or all, not %', answer;
  end if;
  for found in
    select *, case when answer = 'few' then pg_temp.rows_of(name, column_name) end as wanted
    from (
      select indexed.relname as name, attribute.attname as column_name,
        -- The rows are written down beside the index, in the words they were asked for in.
        obj_description(indexed.oid, 'pg_class') as rows,
        regexp_replace(pg_get_indexdef(indexed.oid), ' WHERE .*$', '') as definition
      from pg_index
      join pg_class indexed on indexed.oid = pg_index.indexrelid
      -- The first column is the namespace.
      left join pg_attribute attribute on attribute.attrelid = pg_index.indrelid and attribute.attnum = pg_index.indkey[1]
      where pg_index.indrelid = 'executions_visibility'::regclass and not pg_index.indisprimary
        -- One that leaves out rows, and not by this file, is somebody's own.
        and (pg_index.indpred is null or obj_description(indexed.oid, 'pg_class') is not null)
    ) present
  loop
    continue when found.wanted is not distinct from found.rows;
    execute format('drop index %I', found.name);
    execute found.definition || coalesce(' where ' || found.wanted, '');
    execute format('comment on index %I is %L', found.name, found.wanted);
  end loop;
end
$$;
