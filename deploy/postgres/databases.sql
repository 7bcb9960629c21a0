-- The two roles and the shop's database. It may run at every start: what is there already is left alone, except that each
-- role gets the password of today. Temporal's own databases are made by its schema tool, as the role `temporal`.
\set ON_ERROR_STOP on
\getenv temporal_password TEMPORAL_DB_PASSWORD
\getenv paynotify_password PAYNOTIFY_DB_PASSWORD

select 'create role temporal login createdb' where not exists (select from pg_roles where rolname = 'temporal') \gexec
select 'create role paynotify login' where not exists (select from pg_roles where rolname = 'paynotify') \gexec
alter role temporal password :'temporal_password';
alter role paynotify password :'paynotify_password';

select 'create database paynotify owner paynotify' where not exists (select from pg_database where datname = 'paynotify') \gexec
