-- migrexec: transaction=none
CREATE INDEX CONCURRENTLY i ON t (a); -- migrexec: late
