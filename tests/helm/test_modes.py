"""What each mode makes of the example application."""

import pytest

from charts.render import annotations, kinds, only, pod_template, variables


def deployment(objects):
    return only(objects, "Deployment")["spec"]["template"]["spec"]


def names(containers):
    return [one["name"] for one in containers]


def job_name(objects):
    return only(objects, "Job")["metadata"]["name"]


def test_an_init_container_migrates_in_every_pod(charts):
    objects = charts.example("initContainer")
    assert kinds(objects) == ["Deployment"]
    (init,) = deployment(objects)["initContainers"]
    assert init["command"] == ["/migrexec", "migrate"]
    assert variables(init)["MIGREXEC_DATABASE_URL_FILE"] == "/run/secrets/migrexec/url"
    assert variables(init)["POD_NAME"] == {"fieldRef": {"fieldPath": "metadata.name"}}


@pytest.mark.parametrize("mode", ["initContainer", "job", "hook"])
def test_the_application_does_not_get_the_migrator_s_secret(charts, mode):
    pod = deployment(charts.example(mode))
    (app,) = pod["containers"]
    assert list(variables(app)) == ["DATABASE_URL"]
    assert "volumeMounts" not in app
    assert app["command"] == ["/app/server", "--port", "8080"]


def test_a_job_migrates_and_the_pods_wait_for_the_schema(charts):
    objects = charts.example("job")
    assert kinds(objects) == ["Deployment", "Job"]
    job = only(objects, "Job")
    assert not annotations(job)
    assert job["spec"]["template"]["spec"]["restartPolicy"] == "Never"
    assert job["spec"]["template"]["spec"]["containers"][0]["command"] == ["/migrexec", "migrate"]
    (init,) = deployment(objects)["initContainers"]
    assert init["command"] == ["/migrexec", "wait", "--for", "schema"]


def test_the_same_content_is_the_same_job(charts):
    assert job_name(charts.example("job")) == job_name(charts.example("job"))
    assert job_name(charts.example("job")) == job_name(
        charts.example("job", {"job": {"backoffLimit": 2}})
    )


def test_another_content_is_another_job(charts):
    changes = [
        {},
        {"image": {"tag": "1.5.0"}},
        {"lockTimeout": "1m"},
        {"migrations": {"source": "configMap", "files": {"1_a.sql": "SELECT 1"}}},
        {"migrations": {"source": "configMap", "files": {"1_a.sql": "SELECT 2"}}},
    ]
    jobs = [job_name(charts.example("job", change)) for change in changes]
    assert len(set(jobs)) == len(jobs)
    assert all(len(name) <= 63 for name in jobs)


def test_a_hook_comes_before_the_release(charts):
    objects = charts.example("hook")
    job = only(objects, "Job")
    assert job["metadata"]["name"] == "shop-notes-migrate"
    assert annotations(job) == {
        "helm.sh/hook": "pre-install,pre-upgrade",
        "helm.sh/hook-weight": "0",
        "helm.sh/hook-delete-policy": "before-hook-creation",
    }
    assert "initContainers" not in deployment(objects)


def test_what_a_hook_needs_is_a_hook_that_comes_earlier(charts):
    objects = charts.example(
        "hook",
        {
            "hook": {"weight": 5},
            "serviceAccount": {"create": True, "annotations": {"role": "migrator"}},
            "migrations": {"source": "configMap", "files": {"1_a.sql": "SELECT 1"}},
        },
    )
    for kind in ("ServiceAccount", "ConfigMap"):
        assert annotations(only(objects, kind))["helm.sh/hook-weight"] == "4"
    assert annotations(only(objects, "Job"))["helm.sh/hook-weight"] == "5"
    assert annotations(only(objects, "ServiceAccount"))["role"] == "migrator"


def test_argo_cd_s_annotations_take_the_place_of_helm_s(charts):
    argocd = {"argocd.argoproj.io/hook": "PreSync"}
    assert annotations(only(charts.example("hook", {"hook": {"argocd": argocd}}), "Job")) == argocd


def test_the_entrypoint_becomes_the_application(charts):
    objects = charts.example("entrypoint")
    assert kinds(objects) == ["Deployment"]
    assert "initContainers" not in deployment(objects)
    (app,) = deployment(objects)["containers"]
    assert app["command"] == ["/migrexec", "run", "--", "/app/server", "--port", "8080"]
    assert variables(app)["MIGREXEC_DATABASE_URL_FILE"] == "/run/secrets/migrexec/url"
    assert names(app["volumeMounts"]) == ["migrexec-database"]


def test_nobody_migrates_in_mode_none(charts):
    objects = charts.example("none")
    assert kinds(objects) == ["Deployment"]
    assert "initContainers" not in deployment(objects)
    assert "volumes" not in deployment(objects)


def test_other_init_containers_come_before_and_after(charts):
    around = {
        "initContainersBefore": [{"name": "proxy", "image": "proxy:1", "restartPolicy": "Always"}],
        "initContainersAfter": [{"name": "seed", "image": "seed:1"}],
    }
    pod = deployment(charts.example("initContainer", around))
    assert names(pod["initContainers"]) == ["proxy", "migrexec", "seed"]
    job = pod_template(only(charts.example("job", around), "Job"))["spec"]
    assert names(job["initContainers"]) == ["proxy"]


def test_openshift_chooses_users_and_groups_itself(charts):
    objects = charts.example(
        "job",
        {"podSecurityContext": {"fsGroup": 65532}},
        "--api-versions=security.openshift.io/v1",
    )
    pod = pod_template(only(objects, "Job"))["spec"]
    assert "fsGroup" not in pod["securityContext"]
    assert "runAsUser" not in pod["containers"][0]["securityContext"]
    assert pod["containers"][0]["securityContext"]["runAsNonRoot"] is True


def test_an_older_kubernetes_gets_no_pod_failure_policy(charts):
    def spec(version):
        return only(charts.example("job", {}, f"--kube-version={version}"), "Job")["spec"]

    assert "podFailurePolicy" not in spec("1.25.0")
    assert "podFailurePolicy" in spec("1.26.0")


def test_a_release_named_like_the_chart_is_not_named_twice(charts):
    objects = charts.example("hook", {"fullnameOverride": "notes"})
    assert only(objects, "Job")["metadata"]["name"] == "notes-migrate"
