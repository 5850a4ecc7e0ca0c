#include "core/billing/billing_profile.h"

#include <array>

namespace selfsame::core {
namespace {

using Profile = BillingProfile;

constexpr std::array kTexts{
    BillingText{"first_name", &Profile::first_name},
    BillingText{"last_name", &Profile::last_name},
    BillingText{"company", &Profile::company},
    BillingText{"address", &Profile::address},
    BillingText{"address2", &Profile::address2},
    BillingText{"city", &Profile::city},
    BillingText{"state", &Profile::state},
    BillingText{"zipcode", &Profile::zipcode},
    BillingText{"country", &Profile::country},
    BillingText{"telephone", &Profile::telephone},
    BillingText{"primary_email", &Profile::primary_email},
    BillingText{"enterprise_billing_email", &Profile::enterprise_billing_email},
    BillingText{"enterprise_primary_email", &Profile::enterprise_primary_email},
    BillingText{"vat", &Profile::vat},
    BillingText{"tax_id_type", &Profile::tax_id_type},
    BillingText{"account_type", &Profile::account_type, true},
    BillingText{"payment_gateway", &Profile::payment_gateway, true},
    BillingText{"payment_reference", &Profile::payment_reference, true},
    BillingText{"payment_first_name", &Profile::payment_first_name, true},
    BillingText{"payment_last_name", &Profile::payment_last_name, true},
    BillingText{"payment_address", &Profile::payment_address, true},
    BillingText{"payment_address2", &Profile::payment_address2, true},
    BillingText{"payment_city", &Profile::payment_city, true},
    BillingText{"payment_state", &Profile::payment_state, true},
    BillingText{"payment_zipcode", &Profile::payment_zipcode, true},
    BillingText{"payment_country", &Profile::payment_country, true},
    BillingText{"payment_email", &Profile::payment_email, true},
};

}  // namespace

std::span<const BillingText> billing_texts() { return kTexts; }

}  // namespace selfsame::core
