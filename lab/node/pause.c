/* The container that holds a pod's namespaces. Like the real one it answers -v, which refit's smoke pod asks. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void stop(int signal) {
  (void)signal;
  _exit(0);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "-v") == 0) {
    puts("pause.c lab");
    return 0;
  }
  signal(SIGINT, stop);
  signal(SIGTERM, stop);
  signal(SIGCHLD, SIG_IGN); /* with a shared process namespace, orphans come to us */
  for (;;) pause();
}
