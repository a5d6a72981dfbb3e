#!/bin/sh
# Makes one secret for each role out of one file of NAME=value lines, with only what that role needs:
#
#   sh deploy/kubernetes/make-secrets.sh reminders.env | kubectl -n reminders apply -f -
#
# It prints the secrets and writes nothing. A line whose name no role needs is named and ends it.
set -eu
file=${1:?name the file with the secrets}

data="DATABASE_URL SECRET_KEY ENCRYPTION_KEYS"
sending="SECRET_KEY_PREVIOUS TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_MESSAGING_SERVICE_SID TWILIO_FROM SMTP_URL EMAIL_FROM"
beat="BROKER_URL"
migrate="$data MIGRATION_DATABASE_URL"
hl7="$data BROKER_URL"
worker="$data BROKER_URL $sending FHIR_PRIVATE_KEY"
web="$data BROKER_URL $sending FHIR_PRIVATE_KEY OIDC_CLIENT_ID OIDC_CLIENT_SECRET"

lines=$(grep -v -e '^[[:space:]]*#' -e '^[[:space:]]*$' "$file")
printf '%s\n' "$lines" | while IFS= read -r line; do
    case " $migrate $worker $web " in
        *" ${line%%=*} "*) ;;
        *) echo "make-secrets: no role needs ${line%%=*}; settings that are no secret go into kustomization.yaml" >&2; exit 2 ;;
    esac
done

for role in web worker beat migrate hl7; do
    eval "names=\$$role"
    printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: reminders-%s\ntype: Opaque\ndata:\n' "$role"
    for name in $names; do
        value=$(printf '%s\n' "$lines" | sed -n "s/^$name=//p" | tail -n 1)
        [ -z "$value" ] || printf '  %s: %s\n' "$name" "$(printf '%s' "$value" | base64 | tr -d '\n')"
    done
    echo '---'
done
