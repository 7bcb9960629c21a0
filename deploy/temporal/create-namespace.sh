#!/bin/sh
# Makes the namespace, or gives the one that is there the retention it should have. It may run at every start.
# Which server and namespace, and how long closed workflows are kept: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, RETENTION.
set -eu

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"

# The server knows a new namespace only after some seconds. Until then nothing can be done in it, so whoever waits for
# this script must not be let go.
for _ in $(seq 60); do
  answer=$(temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION" 2>&1) && exit 0
  sleep 1
done
echo "$answer" >&2
exit 1
