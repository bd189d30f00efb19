COPY t (a) FROM stdin;
1;'
\N
\.
SELECT 1;
