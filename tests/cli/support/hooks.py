"""Programs beside the migrations."""


def hook(migrexec, name, text, mode=0o755):
    folder = migrexec.migrations / "hooks"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return path
