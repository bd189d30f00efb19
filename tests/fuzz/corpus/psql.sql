\restrict key
SET x = 1;
\unrestrict key
\connect db
