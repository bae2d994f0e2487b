#ifndef SHORTLIST_CLIBPQ_H
#define SHORTLIST_CLIBPQ_H

// libpq, and the two things that Swift cannot do itself: start a process as another user (fork is not callable from
// Swift), and silence libpq's habit of printing server notices on our standard error.

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

static inline void shortlist_ignore_notice(void *arg, const PGresult *result) {
    (void)arg;
    (void)result;
}

static inline void shortlist_silence_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, shortlist_ignore_notice, NULL);
}

// Starts `path` in a session of its own, with both outputs in `log`. With `drop` set, the child becomes `uid`/`gid`
// first. On Linux the child gets `death_signal` when the *thread* that called this function ends, so the caller has
// to be a thread that lives as long as the program does. Returns the process id, or -1 with errno set.
static inline pid_t shortlist_spawn(const char *path, char *const argv[], char *const envp[], int log, int drop,
                                    uid_t uid, gid_t gid, int death_signal) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    // Only async-signal-safe calls from here on: other threads of the parent may have held any lock.
    setsid();
    if (drop && (setgroups(1, &gid) != 0 || setgid(gid) != 0 || setuid(uid) != 0)) _exit(126);
#ifdef __linux__
    if (death_signal != 0) {
        prctl(PR_SET_PDEATHSIG, death_signal);
        if (getppid() != parent) _exit(125);
    }
#else
    (void)death_signal;
    (void)parent;
#endif
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    int input = open("/dev/null", O_RDONLY);
    dup2(input, 0);
    dup2(log, 1);
    dup2(log, 2);
    for (int descriptor = 3; descriptor < 1024; descriptor++) close(descriptor);
    execve(path, argv, envp);
    _exit(127);
}

#endif
