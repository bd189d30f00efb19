"""The rendered containers, run for real against PostgreSQL and SQLite."""

import itertools
import os
import sqlite3
import urllib.parse

import psycopg2
import pytest

from charts.documents import manifests
from charts.kubelet import POD, Kubelet, require_kubelet
from charts.render import is_test, only, pod_template
from charts.tools import ROOT

DATA = {
    "database": {"existingSecret": "", "url": "sqlite:////data/shop.db"},
    "extraVolumes": [{"name": "data", "emptyDir": {}}],
    "extraVolumeMounts": [{"name": "data", "mountPath": "/data"}],
}
_numbers = itertools.count(1)


@pytest.fixture
def kubelet(binary_and_migrations, tmp_path):
    require_kubelet()
    return Kubelet(tmp_path, *binary_and_migrations)


@pytest.fixture
def database(kubelet):
    """A fresh database; its URL, and its parts, are in the Secret notes-migrator."""
    url = os.environ.get("MIGREXEC_TEST_POSTGRES_URL")
    if not url:
        pytest.skip("no PostgreSQL server: run this by scripts/with-postgres")
    name = f"shop{os.getpid()}_{next(_numbers)}"
    with_admin(url, f"CREATE DATABASE {name}")
    fresh = url.rpartition("/")[0] + "/" + name
    parts = urllib.parse.urlsplit(fresh)
    kubelet.add(
        "Secret",
        "notes-migrator",
        {"url": fresh + "\n", "password": parts.password, "who": parts.username},
    )
    kubelet.add("Secret", "notes-app", {"url": "the application's own"})
    yield fresh
    with_admin(url, f"DROP DATABASE {name} WITH (FORCE)")


def with_admin(url, sql):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(sql)
    connection.close()


def history(url):
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute("SELECT version, applied_by FROM migrexec_history ORDER BY version")
    rows = cursor.fetchall()
    connection.close()
    return rows


def pod_of(objects, kind="Deployment"):
    return pod_template(only(objects, kind))


def test_pod(objects):
    (pod,) = [one for one in objects if is_test(one)]
    return pod_template(pod)


test_pod.__test__ = False


def host_and_port(url):
    parts = urllib.parse.urlsplit(url)
    return {"host": parts.hostname, "port": parts.port, "name": parts.path[1:]}


def test_the_init_container_migrates(charts, kubelet, database):
    code, logged = kubelet.run(pod_of(charts.example("initContainer")), "migrexec")
    assert code == 0, logged
    rows = history(database)
    assert len(rows) == len(list((ROOT / "migrations").glob("*.up.sql")))
    assert {who for _, who in rows} == {"postgres@" + POD["metadata.name"]}
    assert kubelet.log.read_text() == ""


@pytest.mark.parametrize("kind", ["Deployment", "Job"])
def test_the_manifests_of_the_documents_run(kubelet, database, kind):
    kubelet.add("Secret", "shop-migrator", {"url": database})
    code, logged = kubelet.run(manifests()[kind]["spec"]["template"], "migrexec")
    assert code == 0, logged
    assert history(database)


@pytest.mark.parametrize("as_file", [True, False])
def test_user_and_password_come_from_the_secret(charts, kubelet, database, as_file):
    parts = {**host_and_port(database), "userKey": "who", "passwordAsFile": as_file}
    objects = charts.example("initContainer", {"database": parts})
    code, logged = kubelet.run(pod_of(objects), "migrexec")
    assert code == 0, logged
    assert history(database)


def test_the_url_comes_from_a_variable(charts, kubelet, database):
    kubelet.add("Secret", "more", {"SHOP_DB": database})
    values = {
        "database": {"existingSecret": "", "urlFromEnv": "SHOP_DB"},
        "extraEnvFrom": [{"secretRef": {"name": "more"}}],
    }
    code, logged = kubelet.run(pod_of(charts.example("initContainer", values)), "migrexec")
    assert code == 0, logged
    assert history(database)


def test_the_migrations_come_from_a_config_map(charts, kubelet, database):
    values = {"migrations": {"source": "configMap", "glob": "sql/*.sql"}}
    objects = charts.example("initContainer", values)
    made = only(objects, "ConfigMap")
    kubelet.add("ConfigMap", made["metadata"]["name"], made["data"])
    code, logged = kubelet.run(pod_of(objects), "migrexec")
    assert code == 0, logged
    assert [version for version, _ in history(database)] == ["0001"]


def test_sqlite_on_a_volume(charts, kubelet):
    code, logged = kubelet.run(pod_of(charts.example("initContainer", DATA)), "migrexec")
    assert code == 0, logged
    with sqlite3.connect(kubelet.made["data"] / "shop.db") as connection:
        rows = connection.execute("SELECT version, applied_by FROM migrexec_history").fetchall()
    assert len(rows) == len(list((ROOT / "migrations").glob("*.up.sql")))
    assert {who for _, who in rows} == {"65532@" + POD["metadata.name"]}


def test_something_else_is_waited_for_before_the_database(charts, kubelet, database):
    values = {"waitFor": ["file:///nowhere", "tcp://127.0.0.1:1"], "waitTimeout": "300ms"}
    code, logged = kubelet.run(pod_of(charts.example("initContainer", values)), "migrexec")
    assert code == 69, logged
    assert "2 of 2 targets were not ready" in kubelet.log.read_text()


def test_the_pods_wait_until_the_job_has_migrated(charts, kubelet, database):
    objects = charts.example("job")
    with kubelet.start(pod_of(objects), "migrexec-wait") as waiting:
        first = waiting.stdout.readline()
        assert "not yet applied" in first
        code, logged = kubelet.run(pod_of(objects, "Job"), "migrexec")
        assert code == 0, logged
        rest, _ = waiting.communicate(timeout=20)
        assert waiting.returncode == 0, first + rest


def test_the_entrypoint_hands_over_without_credentials(charts, kubelet, database):
    parts = {**host_and_port(database), "userKey": "who"}
    objects = charts.example(
        "entrypoint",
        {"database": parts},
        command=["sh", "-c", "echo I am $$ of $(id -u); env"],
    )
    code, logged = kubelet.run(pod_of(objects), "notes")
    assert code == 0, logged
    assert history(database)
    assert "I am 1 of 65532" in logged
    environment = logged[logged.index("I am 1") :]
    assert "DATABASE_URL=the application's own" in environment
    assert "MIGREXEC_" not in environment
    assert "PGUSER" not in environment and "PGPASSWORD" not in environment


def test_helm_test_fails_until_everything_is_applied(charts, kubelet, database):
    objects = charts.example("job")
    code, logged = kubelet.run(test_pod(objects), "migrexec-status")
    assert code == 1, logged
    assert kubelet.run(pod_of(objects, "Job"), "migrexec")[0] == 0
    code, logged = kubelet.run(test_pod(objects), "migrexec-status")
    assert code == 0, logged


def test_a_failure_is_in_the_termination_message_and_fails_the_job(charts, kubelet, database):
    wrong = {"0001_wrong.sql": "CREATE TABLE order (id int);\n"}
    objects = charts.example("job", {"migrations": {"source": "configMap", "files": wrong}})
    made = only(objects, "ConfigMap")
    kubelet.add("ConfigMap", made["metadata"]["name"], made["data"])
    code, logged = kubelet.run(pod_of(objects, "Job"), "migrexec")
    assert code == 71, logged
    assert "PostgreSQL refused 0001_wrong.sql" in kubelet.log.read_text()
    fail = only(objects, "Job")["spec"]["podFailurePolicy"]["rules"][1]
    assert code in fail["onExitCodes"]["values"]


def test_a_database_that_is_not_there_is_worth_another_try(charts, kubelet):
    kubelet.add("Secret", "notes-migrator", {"url": "postgresql://app@127.0.0.1:1/shop"})
    objects = charts.example("job", {"waitTimeout": "300ms"})
    code, logged = kubelet.run(pod_of(objects, "Job"), "migrexec")
    assert code == 69, logged
    fail = only(objects, "Job")["spec"]["podFailurePolicy"]["rules"][1]
    assert code not in fail["onExitCodes"]["values"]
    assert "did not become ready" in kubelet.log.read_text()
