#include "ccurl.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct shortlist_stop {
    atomic_int requested;
};

shortlist_stop *shortlist_stop_new(void) { return calloc(1, sizeof(shortlist_stop)); }
void shortlist_stop_now(shortlist_stop *stop) { atomic_store(&stop->requested, 1); }
void shortlist_stop_free(shortlist_stop *stop) { free(stop); }

int shortlist_curl_start(void) { return (int)curl_global_init(CURL_GLOBAL_DEFAULT); }

typedef struct {
    const shortlist_mail *mail;
    size_t offset;
    int was_read;
} upload;

static size_t read_message(char *buffer, size_t size, size_t count, void *context) {
    upload *state = context;
    size_t room = size * count;
    size_t left = state->mail->length - state->offset;
    size_t taken = left < room ? left : room;
    state->was_read = 1;
    memcpy(buffer, state->mail->bytes + state->offset, taken);
    state->offset += taken;
    return taken;
}

static size_t ignore_output(char *data, size_t size, size_t count, void *context) {
    (void)data;
    (void)context;
    return size * count;
}

static int should_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    shortlist_stop *stop = context;
    return atomic_load(&stop->requested);
}

static void set_server(CURL *curl, const shortlist_mail *mail) {
    static const long levels[] = {CURLUSESSL_NONE, CURLUSESSL_TRY, CURLUSESSL_ALL};
    curl_easy_setopt(curl, CURLOPT_URL, mail->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, levels[mail->tls]);
    if (mail->ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, mail->ca_file);
    if (mail->username) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, mail->username);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, mail->password ? mail->password : "");
    }
    // An HTTP proxy of the environment would be asked to CONNECT to the mail server.
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
}

static void set_limits(CURL *curl, const shortlist_mail *mail) {
    // Signals would hit whichever thread of the program happens to run.
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, mail->connect_milliseconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, mail->total_milliseconds);
    if (mail->stop) {
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, should_stop);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, mail->stop);
    }
}

shortlist_mail_result shortlist_smtp_send(const shortlist_mail *mail) {
    shortlist_mail_result result = {0};
    upload state = {mail, 0, 0};
    CURL *curl = curl_easy_init();
    struct curl_slist *recipients = curl_slist_append(NULL, mail->recipient);
    if (!curl || !recipients) {
        result.code = CURLE_OUT_OF_MEMORY;
    } else {
        set_server(curl, mail);
        set_limits(curl, mail);
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail->sender);
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->length);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
        curl_easy_setopt(curl, CURLOPT_READDATA, &state);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_output);
        result.code = (int)curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.reply);
    }
    result.was_uploaded = state.was_read;
    strncpy(result.reason, curl_easy_strerror((CURLcode)result.code), sizeof(result.reason) - 1);
    curl_slist_free_all(recipients);
    if (curl) curl_easy_cleanup(curl);
    return result;
}

shortlist_mail_result shortlist_smtp_probe(const shortlist_mail *mail) {
    shortlist_mail_result result = {0};
    CURL *curl = curl_easy_init();
    if (!curl) {
        result.code = CURLE_OUT_OF_MEMORY;
    } else {
        set_server(curl, mail);
        set_limits(curl, mail);
        // Greeting, STARTTLS and sign-in belong to connecting.
        curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
        result.code = (int)curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.reply);
    }
    strncpy(result.reason, curl_easy_strerror((CURLcode)result.code), sizeof(result.reason) - 1);
    if (curl) curl_easy_cleanup(curl);
    return result;
}
