/* What a test does to a server from outside, by standing between it and the C library: its wall clock is set, its disk
 * is full, slow or broken, and what it writes to its database is recorded with every flush, so that a power cut at any
 * moment can be played. Orders are read from a file that the test writes while the server runs (preload.py). */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct orders {
  int64_t clock_seconds; /* added to the wall clock */
  int64_t sync_us;       /* how long a flush takes */
  int64_t full;          /* no room for another byte */
  int64_t broken;        /* every flush fails */
};

struct record {
  int64_t kind; /* 1 write, 2 flush, 3 cut off at this size */
  int64_t is_wal;
  int64_t offset;
  int64_t length;
};

static struct orders none;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static volatile struct orders *orders(void) {
  static volatile struct orders *mapped;
  if (mapped == NULL) {
    const char *path = getenv("WATCHWORD_TEST_ORDERS");
    int file = path ? open(path, O_RDONLY) : -1;
    void *found = file < 0 ? MAP_FAILED : mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    mapped = found == MAP_FAILED ? &none : found;
    if (file >= 0) close(file);
  }
  return mapped;
}

/* 0 for the database, 1 for its log, -1 for any other file. */
static int which(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return -1;
  path[length] = 0;
  const char *found = strstr(path, ".sqlite3");
  if (found == NULL) return -1;
  return found[8] == 0 ? 0 : strcmp(found + 8, "-wal") == 0 ? 1 : -1;
}

static void note(int64_t kind, int is_wal, int64_t offset, int64_t length, const void *data) {
  static int file = -2;
  if (file == -2) {
    const char *path = getenv("WATCHWORD_TEST_RECORD");
    file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;
  }
  if (file < 0) return;
  struct record head = {kind, is_wal, offset, length};
  static ssize_t (*really)(int, const void *, size_t);
  if (really == NULL) really = REAL(write);
  if (really(file, &head, sizeof head) < 0 || (data && really(file, data, length) < 0)) abort();
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  static ssize_t (*really)(int, const void *, size_t, off64_t);
  if (really == NULL) really = REAL(pwrite64);
  int file = which(fd);
  if (file < 0) return really(fd, data, length, offset);
  if (orders()->full) {
    errno = ENOSPC;
    return -1;
  }
  pthread_mutex_lock(&guard);
  ssize_t done = really(fd, data, length, offset);
  if (done > 0) note(1, file, offset, done, data);
  pthread_mutex_unlock(&guard);
  return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

static int flush(int fd, int (*really)(int)) {
  int file = which(fd);
  if (file < 0) return really(fd);
  if (orders()->sync_us) usleep(orders()->sync_us);
  if (orders()->broken) {
    errno = EIO;
    return -1;
  }
  int done = really(fd);
  pthread_mutex_lock(&guard);
  if (done == 0) note(2, file, 0, 0, NULL);
  pthread_mutex_unlock(&guard);
  return done;
}

int fsync(int fd) { return flush(fd, REAL(fsync)); }
int fdatasync(int fd) { return flush(fd, REAL(fdatasync)); }

int ftruncate64(int fd, off64_t size) {
  int file = which(fd);
  pthread_mutex_lock(&guard);
  int done = REAL(ftruncate64)(fd, size);
  if (file >= 0 && done == 0) note(3, file, size, 0, NULL);
  pthread_mutex_unlock(&guard);
  return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int clock_gettime(clockid_t clock, struct timespec *at) {
  static int (*really)(clockid_t, struct timespec *);
  if (really == NULL) really = REAL(clock_gettime);
  int done = really(clock, at);
  if (done == 0 && clock == CLOCK_REALTIME) at->tv_sec += orders()->clock_seconds;
  return done;
}

int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
