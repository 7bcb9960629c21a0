#!/bin/sh
# Makes Temporal's two databases and brings their schema to the version of this temporal-sql-tool. It may run at every start:
# what is there already is left alone. Which databases: server.env; where and as whom: SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD.
set -eu

set_up() {
  database=$1 schema=$2
  temporal-sql-tool --plugin "$DB" --database "$database" create-database
  temporal-sql-tool --plugin "$DB" --database "$database" setup-schema --version 0.0
  temporal-sql-tool --plugin "$DB" --database "$database" update-schema --schema-name "$schema"
}

set_up "$DBNAME" postgresql/v12/temporal
set_up "$VISIBILITY_DBNAME" postgresql/v12/visibility
