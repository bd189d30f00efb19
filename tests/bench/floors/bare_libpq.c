/* bare_libpq URL: connects, sends one SELECT, closes. What nothing that uses libpq can be faster than. */
#include <libpq-fe.h>
#include <stdio.h>

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  PGconn* connection = PQconnectdb(argv[1]);
  PGresult* result = PQstatus(connection) == CONNECTION_OK ? PQexec(connection, "SELECT 1") : NULL;
  int failed = PQresultStatus(result) != PGRES_TUPLES_OK;
  if (failed) fputs(PQerrorMessage(connection), stderr);
  PQclear(result);
  PQfinish(connection);
  return failed;
}
