#ifndef SHORTLIST_CPHONENUMBER_H
#define SHORTLIST_CPHONENUMBER_H

// Google's libphonenumber for Swift: one call that reads a text. In C++ behind a C face because the library throws and hands out
// C++ strings, and neither may cross into Swift.

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum shortlist_phone_kind {
    SHORTLIST_PHONE_UNKNOWN = 0,
    SHORTLIST_PHONE_FIXED = 1,
    SHORTLIST_PHONE_MOBILE = 2,
    SHORTLIST_PHONE_FIXED_OR_MOBILE = 3,
    SHORTLIST_PHONE_TOLL_FREE = 4,
    SHORTLIST_PHONE_PREMIUM = 5,
    SHORTLIST_PHONE_INTERNET = 6,
    SHORTLIST_PHONE_OTHER = 7
};

// What became of a text.
enum shortlist_phone_outcome {
    SHORTLIST_PHONE_VALID = 0,
    SHORTLIST_PHONE_NO_NUMBER = 1,     // no digits that could be one
    SHORTLIST_PHONE_NO_COUNTRY = 2,    // a country code that does not exist
    SHORTLIST_PHONE_TOO_SHORT = 3,
    SHORTLIST_PHONE_TOO_LONG = 4,
    SHORTLIST_PHONE_NOT_IN_USE = 5,    // the right length, and no such number is given out
    SHORTLIST_PHONE_FAILED = 6         // the library threw
};

// All texts end in NUL; the longest number of E.164 with an extension fits.
typedef struct {
    char e164[32];
    char international[64];
    char national[64];
    char region[4];
    char extension[16];
    int kind;
} shortlist_phone;

// Reads `length` bytes of UTF-8 as somebody in `region` (ISO 3166-1 alpha-2) would dial them. Where it is valid `found` is filled:
// `international` and `national` only where `written` is not 0, since writing them takes as long as reading. Any number of threads may
// call it at once.
int shortlist_phone_read(const char *text, size_t length, const char *region, int written, shortlist_phone *found);

#ifdef __cplusplus
}
#endif
#endif
