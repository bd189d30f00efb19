/*
 * latency_proxy TARGET_PORT MICROSECONDS: forwards TCP on 127.0.0.1 and holds every piece back for
 * so long, in each direction. Prints its port, and for each connection that has ended how often its
 * client waited: a piece from the client after something of the server was delivered begins a new
 * round trip; PostgreSQL's farewell (Terminate) does not count.
 *
 * One thread; pieces keep their order and do not wait for each other, as on a long line.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_lines = 256, piece_size = 65536 };

struct piece {
  struct piece* next;
  long long due;
  size_t size; /* 0: the end */
  size_t sent;
  char bytes[];
};

struct direction {
  int from, to;
  int ended; /* nothing more comes */
  struct piece *first, *last;
};

struct line {
  int used;
  int delivered; /* something of the server, since the client's last piece */
  long round_trips;
  struct direction request, answer;
};

static struct line lines[most_lines];
static long long delay;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char* what) {
  perror(what);
  exit(71);
}

static int loopback_socket(struct sockaddr_in* address, int port) {
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_port = htons((unsigned short)port);
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (one < 0) fail("socket");
  return one;
}

static int listen_anywhere(void) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  int listener = loopback_socket(&address, 0);
  if (bind(listener, (struct sockaddr*)&address, size) != 0 || listen(listener, 128) != 0) fail("bind");
  getsockname(listener, (struct sockaddr*)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

static void prompt_and_nonblocking(int socket) {
  int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  fcntl(socket, F_SETFL, O_NONBLOCK);
}

static void accept_line(int listener, int port) {
  int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (client < 0) return;
  struct line* line = lines;
  while (line < lines + most_lines && line->used) ++line;
  struct sockaddr_in address;
  int server = loopback_socket(&address, port);
  if (line == lines + most_lines || connect(server, (struct sockaddr*)&address, sizeof address) != 0) {
    close(client);
    close(server);
    return;
  }
  prompt_and_nonblocking(client);
  prompt_and_nonblocking(server);
  *line = (struct line){.used = 1, .delivered = 1, .request = {.from = client, .to = server},
                        .answer = {.from = server, .to = client}};
}

static void count_request(struct line* line, const struct piece* piece) {
  static const char terminate[] = {'X', 0, 0, 0, 4};
  if (piece->size == 0 || (piece->size == 5 && memcmp(piece->bytes, terminate, 5) == 0)) return;
  line->round_trips += line->delivered;
  line->delivered = 0;
}

static void take(struct line* line, struct direction* way) {
  static char bytes[piece_size];
  ssize_t size = recv(way->from, bytes, sizeof bytes, 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) {
    way->ended = 1;
    size = 0;
  }
  struct piece* piece = malloc(sizeof *piece + (size_t)size);
  if (piece == NULL) fail("malloc");
  *piece = (struct piece){.due = now() + delay, .size = (size_t)size};
  memcpy(piece->bytes, bytes, (size_t)size);
  if (way == &line->request) count_request(line, piece);
  if (way->last != NULL) way->last->next = piece; else way->first = piece;
  way->last = piece;
}

static void drop_first(struct direction* way) {
  struct piece* piece = way->first;
  way->first = piece->next;
  if (way->first == NULL) way->last = NULL;
  free(piece);
}

/* What is due, as far as the receiver takes it. */
static void deliver(struct line* line, struct direction* way) {
  while (way->first != NULL && way->first->due <= now()) {
    struct piece* piece = way->first;
    if (piece->size == 0) {
      shutdown(way->to, SHUT_WR);
    } else {
      ssize_t sent = send(way->to, piece->bytes + piece->sent, piece->size - piece->sent, MSG_NOSIGNAL);
      if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (way == &line->answer) line->delivered = 1;
      if (sent >= 0 && (piece->sent += (size_t)sent) < piece->size) return;
    }
    drop_first(way);
  }
}

static void end_if_done(struct line* line) {
  if (!line->request.ended || !line->answer.ended || line->request.first || line->answer.first) return;
  close(line->request.from);
  close(line->answer.from);
  line->used = 0;
  printf("%ld\n", line->round_trips);
  fflush(stdout);
}

/* What to wait for: the next piece that comes, the next one that is due or can be sent at last. */
static void watch(const struct direction* way, struct pollfd* in, struct pollfd* out, long long* next) {
  *in = (struct pollfd){.fd = way->ended ? -1 : way->from, .events = POLLIN};
  *out = (struct pollfd){.fd = -1};
  if (way->first == NULL) return;
  if (way->first->due <= now())
    *out = (struct pollfd){.fd = way->to, .events = POLLOUT};
  else if (way->first->due < *next)
    *next = way->first->due;
}

static void wait_for(struct pollfd* polled, nfds_t count, long long next) {
  long long left = next - now();
  if (left < 0) left = 0;
  struct timespec time = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
  if (ppoll(polled, count, &time, NULL) < 0 && errno != EINTR) fail("ppoll");
}

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  int port = atoi(argv[1]);
  delay = atoll(argv[2]) * 1000;
  prctl(PR_SET_TIMERSLACK, 1);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  int listener = listen_anywhere();
  for (;;) {
    static struct pollfd polled[1 + 4 * most_lines];
    long long next = now() + 1000000000;
    polled[0] = (struct pollfd){.fd = listener, .events = POLLIN};
    for (int i = 0; i < most_lines; ++i) {
      struct pollfd* own = polled + 1 + 4 * i;
      if (!lines[i].used) {
        for (int j = 0; j < 4; ++j) own[j] = (struct pollfd){.fd = -1};
        continue;
      }
      watch(&lines[i].request, own, own + 1, &next);
      watch(&lines[i].answer, own + 2, own + 3, &next);
    }
    wait_for(polled, 1 + 4 * most_lines, next);
    for (int i = 0; i < most_lines; ++i) {
      if (!lines[i].used) continue;
      if (polled[1 + 4 * i].revents) take(&lines[i], &lines[i].request);
      if (polled[3 + 4 * i].revents) take(&lines[i], &lines[i].answer);
      deliver(&lines[i], &lines[i].request);
      deliver(&lines[i], &lines[i].answer);
      end_if_done(&lines[i]);
    }
    if (polled[0].revents) accept_line(listener, port);
  }
}
