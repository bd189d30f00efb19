/*
 * swarm COUNT RESULT COMMAND [ARG...]: starts COMMAND COUNT times at once and writes one line for
 * each to RESULT, in the order of ending: nanoseconds since the start of all, exit code.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* Waits until the other end of the pipe is closed. */
static void become(int gate, char** command) {
  char byte;
  if (read(gate, &byte, 1) != 0) _exit(71);
  execvp(command[0], command);
  _exit(127);
}

int main(int argc, char** argv) {
  if (argc < 4) return 64;
  int count = atoi(argv[1]);
  FILE* result = fopen(argv[2], "we");
  int gate[2];
  if (result == NULL || pipe2(gate, O_CLOEXEC) != 0) return 74;
  for (int i = 0; i < count; ++i) {
    pid_t pid = fork();
    if (pid < 0) return 71;
    if (pid == 0) {
      close(gate[1]);
      become(gate[0], argv + 3);
    }
  }
  usleep(100000); /* so that all stand at the gate */
  long long begin = now();
  close(gate[1]);
  for (int i = 0; i < count; ++i) {
    int status;
    if (wait(&status) < 0) return 71;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(result, "%lld %d\n", now() - begin, code);
  }
  return fclose(result) == 0 ? 0 : 74;
}
