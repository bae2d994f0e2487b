#include "CPhoneNumber.h"

#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <string>

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// The library makes it once, keeps its cache of patterns behind a lock, and is silent: its log would hold what people typed.
PhoneNumberUtil *util() { return PhoneNumberUtil::GetInstance(); }

void copy(const std::string &from, char *to, size_t room) {
    size_t length = from.size() < room ? from.size() : room - 1;
    std::memcpy(to, from.data(), length);
    to[length] = 0;
}

int kind(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
        case PhoneNumberUtil::FIXED_LINE: return SHORTLIST_PHONE_FIXED;
        case PhoneNumberUtil::MOBILE: return SHORTLIST_PHONE_MOBILE;
        case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return SHORTLIST_PHONE_FIXED_OR_MOBILE;
        case PhoneNumberUtil::TOLL_FREE: return SHORTLIST_PHONE_TOLL_FREE;
        case PhoneNumberUtil::PREMIUM_RATE: return SHORTLIST_PHONE_PREMIUM;
        case PhoneNumberUtil::VOIP: return SHORTLIST_PHONE_INTERNET;
        case PhoneNumberUtil::UNKNOWN: return SHORTLIST_PHONE_UNKNOWN;
        default: return SHORTLIST_PHONE_OTHER;
    }
}

int outcome(PhoneNumberUtil::ErrorType error) {
    switch (error) {
        case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return SHORTLIST_PHONE_NO_COUNTRY;
        case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
        case PhoneNumberUtil::TOO_SHORT_NSN: return SHORTLIST_PHONE_TOO_SHORT;
        case PhoneNumberUtil::TOO_LONG_NSN: return SHORTLIST_PHONE_TOO_LONG;
        default: return SHORTLIST_PHONE_NO_NUMBER;
    }
}

int invalid(const PhoneNumber &number) {
    switch (util()->IsPossibleNumberWithReason(number)) {
        case PhoneNumberUtil::TOO_SHORT: return SHORTLIST_PHONE_TOO_SHORT;
        case PhoneNumberUtil::TOO_LONG: return SHORTLIST_PHONE_TOO_LONG;
        case PhoneNumberUtil::INVALID_COUNTRY_CODE: return SHORTLIST_PHONE_NO_COUNTRY;
        default: return SHORTLIST_PHONE_NOT_IN_USE;
    }
}

}  // namespace

extern "C" int shortlist_phone_read(const char *text, size_t length, const char *region, int written, shortlist_phone *found) {
    try {
        PhoneNumber number;
        PhoneNumberUtil::ErrorType error = util()->Parse(std::string(text, length), std::string(region), &number);
        if (error != PhoneNumberUtil::NO_PARSING_ERROR) return outcome(error);
        // IsValidNumber asks for the type and whether it is known: asking for the type answers both.
        PhoneNumberUtil::PhoneNumberType type = util()->GetNumberType(number);
        if (type == PhoneNumberUtil::UNKNOWN) return invalid(number);
        std::string words;
        util()->Format(number, PhoneNumberUtil::E164, &words);
        copy(words, found->e164, sizeof found->e164);
        util()->GetRegionCodeForNumber(number, &words);
        copy(words, found->region, sizeof found->region);
        copy(number.has_extension() ? number.extension() : std::string(), found->extension, sizeof found->extension);
        found->kind = kind(type);
        if (written) {
            util()->Format(number, PhoneNumberUtil::INTERNATIONAL, &words);
            copy(words, found->international, sizeof found->international);
            util()->Format(number, PhoneNumberUtil::NATIONAL, &words);
            copy(words, found->national, sizeof found->national);
        }
        return SHORTLIST_PHONE_VALID;
    } catch (...) {
        return SHORTLIST_PHONE_FAILED;
    }
}
