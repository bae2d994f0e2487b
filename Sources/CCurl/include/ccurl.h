#ifndef SHORTLIST_CCURL_H
#define SHORTLIST_CCURL_H

// Sending one message over SMTP with libcurl. In C because curl_easy_setopt takes a variable number of arguments, which
// Swift cannot call, and because libcurl wants plain function pointers for reading the message.

#include <stddef.h>
#include <stdint.h>

// Lets another thread stop a sending that is under way.
typedef struct shortlist_stop shortlist_stop;
shortlist_stop *shortlist_stop_new(void);
void shortlist_stop_now(shortlist_stop *stop);
void shortlist_stop_free(shortlist_stop *stop);

enum shortlist_tls {
    SHORTLIST_TLS_NONE = 0,
    SHORTLIST_TLS_OFFERED = 1,  // STARTTLS where the server offers it
    SHORTLIST_TLS_REQUIRED = 2  // STARTTLS, or no mail
};

typedef struct {
    const char *url;       // smtp://host:port/name-we-greet-with or smtps://…
    const char *username;  // NULL: no sign-in
    const char *password;
    const char *sender;     // <address>
    const char *recipient;  // <address>
    const uint8_t *bytes;   // RFC 5322, lines end in CRLF
    size_t length;
    long connect_milliseconds;
    long total_milliseconds;
    int tls;
    const char *ca_file;  // NULL: the system's
    shortlist_stop *stop;
} shortlist_mail;

typedef struct {
    int code;          // CURLcode, 0 is success
    long reply;        // the server's last reply, such as 250 or 550; 0 where it gave none
    int was_uploaded;  // the server had asked for the message itself
    char reason[256];  // libcurl's words for `code`; holds nothing of the message
} shortlist_mail_result;

// Before the first sending, once, while no other thread uses libcurl.
int shortlist_curl_start(void);

// Blocks until the message is delivered or refused, or a limit is reached.
shortlist_mail_result shortlist_smtp_send(const shortlist_mail *mail);

// Connects, greets and signs in, and sends nothing. Needs neither sender nor recipient.
shortlist_mail_result shortlist_smtp_probe(const shortlist_mail *mail);

enum {
    SHORTLIST_CURL_TIMED_OUT = 28,
    SHORTLIST_CURL_STOPPED = 42,
    SHORTLIST_CURL_SEND_ERROR = 55,
    SHORTLIST_CURL_LOGIN_DENIED = 67,
    SHORTLIST_CURL_WEIRD_REPLY = 8
};

#endif
