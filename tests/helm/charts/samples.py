"""A sample for every value that the schema knows, and words that it brings into what is rendered.

Words are looked for where they belong: JOB in mode job, HOOK in mode hook, else in mode initContainer.
NOT words are those that the sample takes away.
"""

URL = {"existingSecret": ""}
PARTS = {"host": "db", "name": "shop", "user": "app"}


def database(**values):
    return {"database": values}


def job(**values):
    return {"job": values}


def config_map(**values):
    return {"migrations": {"source": "configMap", **values}}


# Path of the value, values, words. More than one sample for a path is fine.
SAMPLES = [
    ("fullnameOverride", {"fullnameOverride": "other"}, ["JOB name: other-migrate-"]),
    ("image.registry", {"image": {"registry": "reg.example.org"}}, ["reg.example.org/"]),
    ("image.repository", {"image": {"repository": "store/shop"}}, ["store/shop:"]),
    ("image.tag", {"image": {"tag": "2.0.1"}}, [":2.0.1"]),
    ("image.digest", {"image": {"digest": "sha256:" + 64 * "a"}}, ["@sha256:" + 64 * "a"]),
    ("image.pullPolicy", {"image": {"pullPolicy": "Always"}}, ["Always"]),
    ("imagePullSecrets", {"imagePullSecrets": [{"name": "pull"}]}, ["JOB name: pull"]),
    ("executable", {"executable": "/bin/migrexec"}, ["/bin/migrexec"]),
    ("database.url", database(**URL, url="sqlite:////data/a.db"), ["sqlite:////data/a.db"]),
    ("database.urlFromEnv", database(**URL, urlFromEnv="DB_URL"), ["value: DB_URL"]),
    ("database.existingSecret", database(existingSecret="deep"), ["secretName: deep"]),
    ("database.urlKey", database(urlKey="uri"), ["/run/secrets/migrexec/uri", "key: uri"]),
    ("database.host", database(**PARTS), ["postgresql://app@db:5432/shop"]),
    (
        "database.port",
        database(host="a,b", port=6432, name="shop"),
        ["postgresql://a:6432,b:6432/shop"],
    ),
    ("database.name", database(host="db", name="my shop"), ["db:5432/my%20shop"]),
    ("database.user", database(**{**PARTS, "user": "o'neil@x"}), ["o%27neil%40x@db"]),
    ("database.userKey", database(host="db", name="shop", userKey="who"), ["PGUSER", "key: who"]),
    ("database.passwordKey", database(**PARTS, passwordKey="pw"), ["/run/secrets/migrexec/pw"]),
    (
        "database.passwordAsFile",
        database(**PARTS, passwordAsFile=False),
        ["name: PGPASSWORD", "key: password"],
    ),
    (
        "database.passwordAsFile",
        database(passwordAsFile=False),
        ["name: MIGREXEC_DATABASE_URL\nvalueFrom:", "NOT secretName:"],
    ),
    ("database.sslMode", database(**PARTS, sslMode="verify-full"), ["?sslmode=verify-full"]),
    (
        "database.targetSessionAttrs",
        database(**PARTS, sslMode="require", targetSessionAttrs="primary"),
        ["?sslmode=require&target_session_attrs=primary"],
    ),
    (
        "database.sslRootCertSecret",
        database(**PARTS, sslRootCertSecret="ca"),
        ["sslrootcert=/run/secrets/migrexec-ca/ca.crt", "secretName: ca"],
    ),
    (
        "database.sslRootCertKey",
        database(**PARTS, sslRootCertSecret="ca", sslRootCertKey="root.pem"),
        ["key: root.pem", "path: ca.crt"],
    ),
    ("migrations.source", config_map(configMap="sql"), ["name: migrexec-migrations"]),
    ("migrations.path", {"migrations": {"path": "/sql"}}, ["value: /sql"]),
    ("migrations.configMap", config_map(configMap="sql"), ["name: sql"]),
    ("migrations.glob", config_map(glob="sql/*.sql"), ["0001_notes.up.sql", "CREATE TABLE notes"]),
    ("migrations.files", config_map(files={"1_a.sql": "SELECT 41"}), ["1_a.sql: SELECT 41"]),
    (
        "migrations.volume",
        {
            "migrations": {
                "source": "volume",
                "volume": {"persistentVolumeClaim": {"claimName": "sql"}},
            }
        },
        ["claimName: sql", "mountPath: /migrations"],
    ),
    (
        "waitFor",
        {"waitFor": ["tcp://cache:6379", "http://auth/health#200,204"]},
        ["name: MIGREXEC_WAIT_FOR\nvalue: tcp://cache:6379,http://auth/health#200,204"],
    ),
    ("waitTimeout", {"waitTimeout": "90s"}, ["name: MIGREXEC_WAIT_TIMEOUT\nvalue: 90s"]),
    ("lockTimeout", {"lockTimeout": "2m"}, ["name: MIGREXEC_LOCK_TIMEOUT\nvalue: 2m"]),
    ("ddlLockTimeout", {"ddlLockTimeout": "7s"}, ["name: MIGREXEC_DDL_LOCK_TIMEOUT\nvalue: 7s"]),
    (
        "statementTimeout",
        {"statementTimeout": "1h"},
        ["name: MIGREXEC_STATEMENT_TIMEOUT\nvalue: 1h"],
    ),
    ("transaction", {"transaction": "all"}, ["name: MIGREXEC_TRANSACTION\nvalue: all"]),
    ("outOfOrder", {"outOfOrder": "apply"}, ["name: MIGREXEC_OUT_OF_ORDER\nvalue: apply"]),
    ("ahead", {"ahead": "error"}, ["name: MIGREXEC_AHEAD\nvalue: error"]),
    (
        "historyTable",
        {"historyTable": "ops.done"},
        ["name: MIGREXEC_HISTORY_TABLE\nvalue: ops.done"],
    ),
    ("role", {"role": "owner"}, ["name: MIGREXEC_ROLE\nvalue: owner"]),
    ("logFormat", {"logFormat": "json"}, ["name: MIGREXEC_LOG_FORMAT\nvalue: json"]),
    ("logLevel", {"logLevel": "debug"}, ["name: MIGREXEC_LOG_LEVEL\nvalue: debug"]),
    ("job.backoffLimit", job(backoffLimit=0), ["JOB backoffLimit: 0"]),
    (
        "job.activeDeadlineSeconds",
        job(activeDeadlineSeconds=900),
        ["JOB activeDeadlineSeconds: 900"],
    ),
    (
        "job.ttlSecondsAfterFinished",
        job(ttlSecondsAfterFinished=0),
        ["JOB ttlSecondsAfterFinished: 0"],
    ),
    ("job.annotations", job(annotations={"note": "a job"}), ["JOB note: a job"]),
    ("job.podFailurePolicy", job(podFailurePolicy=False), ["JOB NOT podFailurePolicy:"]),
    ("job.podAnnotations", job(podAnnotations={"note": "a pod"}), ["JOB note: a pod"]),
    ("job.podLabels", job(podLabels={"team": "store"}), ["JOB team: store"]),
    ("job.nodeSelector", job(nodeSelector={"disk": "fast"}), ["JOB disk: fast"]),
    (
        "job.tolerations",
        job(tolerations=[{"key": "spot", "operator": "Exists"}]),
        ["JOB key: spot"],
    ),
    (
        "job.affinity",
        job(
            affinity={
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [
                            {"matchExpressions": [{"key": "gpu", "operator": "DoesNotExist"}]}
                        ]
                    }
                }
            }
        ),
        ["JOB key: gpu"],
    ),
    ("job.priorityClassName", job(priorityClassName="high"), ["JOB priorityClassName: high"]),
    ("job.runtimeClassName", job(runtimeClassName="gvisor"), ["JOB runtimeClassName: gvisor"]),
    ("job.dnsPolicy", job(dnsPolicy="Default"), ["JOB dnsPolicy: Default"]),
    (
        "job.dnsConfig",
        job(dnsConfig={"options": [{"name": "ndots", "value": "1"}]}),
        ["JOB name: ndots"],
    ),
    (
        "job.hostAliases",
        job(hostAliases=[{"ip": "10.0.0.1", "hostnames": ["db"]}]),
        ["JOB ip: 10.0.0.1"],
    ),
    ("hook.events", {"hook": {"events": ["post-install"]}}, ["HOOK helm.sh/hook: post-install"]),
    ("hook.weight", {"hook": {"weight": -3}}, ["HOOK helm.sh/hook-weight: '-3'"]),
    (
        "hook.deletePolicy",
        {"hook": {"deletePolicy": "hook-succeeded,before-hook-creation"}},
        ["HOOK helm.sh/hook-delete-policy: hook-succeeded,before-hook-creation"],
    ),
    ("hook.argocd", {"hook": {"argocd": {"argo/hook": "PreSync"}}}, ["HOOK argo/hook: PreSync"]),
    ("serviceAccount.create", {"serviceAccount": {"create": True}}, ["JOB kind: ServiceAccount"]),
    ("serviceAccount.name", {"serviceAccount": {"name": "ddl"}}, ["JOB serviceAccountName: ddl"]),
    (
        "serviceAccount.annotations",
        {"serviceAccount": {"create": True, "annotations": {"role": "arn"}}},
        ["JOB role: arn"],
    ),
    (
        "automountServiceAccountToken",
        {"automountServiceAccountToken": True},
        ["JOB automountServiceAccountToken: true"],
    ),
    ("enableServiceLinks", {"enableServiceLinks": True}, ["JOB enableServiceLinks: true"]),
    ("resources", {"resources": {"limits": {"memory": "77Mi"}}}, ["memory: 77Mi"]),
    ("podSecurityContext", {"podSecurityContext": {"fsGroup": 1001}}, ["fsGroup: 1001"]),
    (
        "containerSecurityContext",
        {"containerSecurityContext": {"runAsUser": 1002}},
        ["runAsUser: 1002"],
    ),
    ("extraEnv", {"extraEnv": [{"name": "PGAPPNAME", "value": "x"}]}, ["name: PGAPPNAME"]),
    ("extraEnvFrom", {"extraEnvFrom": [{"secretRef": {"name": "more"}}]}, ["name: more"]),
    (
        "extraVolumeMounts",
        {
            "extraVolumes": [{"name": "data", "emptyDir": {}}],
            "extraVolumeMounts": [{"name": "data", "mountPath": "/data"}],
        },
        ["mountPath: /data"],
    ),
    ("extraVolumes", {"extraVolumes": [{"name": "data", "emptyDir": {}}]}, ["name: data"]),
    (
        "initContainersBefore",
        {"initContainersBefore": [{"name": "proxy", "image": "proxy:1"}]},
        ["name: proxy"],
    ),
    (
        "initContainersAfter",
        {"initContainersAfter": [{"name": "seed", "image": "seed:1"}]},
        ["name: seed"],
    ),
    ("global", {"global": {"imageRegistry": "mirror.example.org"}}, ["mirror.example.org/"]),
]
