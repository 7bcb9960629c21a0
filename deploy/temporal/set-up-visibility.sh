#!/bin/sh
# Brings the visibility database to what server.env says, with psql: visibility.sql, beside this script. After set-up-schema.sh and
# before the server. Where and as whom, the owner of the database: PGHOST, PGPORT, PGUSER, PGPASSWORD.
set -eu

indexes="-c paynotify.visibility_indexes=$VISIBILITY_INDEXES"
commit="-c paynotify.visibility_synchronous_commit=$VISIBILITY_SYNCHRONOUS_COMMIT"
PGOPTIONS="$indexes $commit" exec psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
  --dbname="$VISIBILITY_DBNAME" --file="$(dirname "$0")/visibility.sql"
