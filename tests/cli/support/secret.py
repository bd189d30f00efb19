"""The password of everything in this suite: recognisable wherever it leaks."""

PASSWORD = "S3cretPa55"


def assert_clean(text, where):
    """Fails if a password, or the report of a sanitizer, is in what migrexec wrote."""
    assert PASSWORD not in text, f"the password is in {where}:\n{text}"
    for alarm in ("AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error: "):
        assert alarm not in text, f"a sanitizer speaks in {where}:\n{text}"
