// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/access.h"
#include "tests/kiosk/store/kiosk.h"

#include <array>

namespace suoja::kiosk {
namespace {

constexpr std::array kEveryRole{Role::reception, Role::hotline, Role::supervisor,
                                Role::desk,      Role::admin,   Role::trainee};
constexpr std::array kEveryOperation{
    Operation::intake_write,    Operation::call_write,    Operation::own_records_list,
    Operation::own_record_open, Operation::identity_read, Operation::desk_list,
    Operation::desk_open,       Operation::users_manage,  Operation::group_manage,
    Operation::audit_read,      Operation::envelope_open, Operation::device_manage};

// The matrix written out by hand, one row a role, in the order of kEveryOperation.
constexpr std::array<std::string_view, 6> kExpected{
    "x.xxx.......", // reception
    ".xxx........", // hotline
    "..x..x.x.x.x", // supervisor
    "....xxx...x.", // desk
    ".......xxx.x", // admin
    ".....xx.....", // trainee
};

TEST(Staff, MayDoWhatTheTableSaysInEveryCell) {
    int cells = 0;
    for (std::size_t r = 0; r < kEveryRole.size(); ++r)
        for (std::size_t o = 0; o < kEveryOperation.size(); ++o, ++cells)
            EXPECT_EQ(allowed({kEveryRole[r]}, kEveryOperation[o]), kExpected[r][o] == 'x')
                << name(kEveryRole[r]) << " × " << o;
    EXPECT_EQ(cells, 72);
}

TEST(Staff, MayDoNothingWithoutARole) {
    for (const auto operation : kEveryOperation)
        EXPECT_FALSE(allowed({}, operation));
}

TEST(Staff, NeedTwoRolesForGroupKeysUnlessTheyAdminister) {
    EXPECT_FALSE(allowed({Role::desk}, Operation::group_manage));
    EXPECT_FALSE(allowed({Role::supervisor}, Operation::group_manage));
    EXPECT_TRUE(allowed({Role::desk, Role::supervisor}, Operation::group_manage));
    EXPECT_TRUE(allowed({Role::admin}, Operation::group_manage));
}

TEST(Staff, SeeNoIdentityWhileTheyLearn) {
    for (const auto role : kEveryRole)
        EXPECT_FALSE(allowed({role, Role::trainee}, Operation::identity_read)) << name(role);
    EXPECT_TRUE(allowed({Role::desk}, Operation::identity_read));
}

TEST(Staff, GainNothingFromAPairOfRolesButWhatEachOrTheTableGives) {
    for (const auto one : kEveryRole)
        for (const auto two : kEveryRole)
            for (const auto operation : kEveryOperation) {
                const bool either = allowed({one}, operation) || allowed({two}, operation);
                if (!either && allowed({one, two}, operation)) {
                    EXPECT_EQ(operation, Operation::group_manage);
                }
            }
}

TEST(Staff, AreFoundHoweverTheirNameIsTyped) {
    test::Kiosk kiosk;
    auto& staff = kiosk.store->staff();
    auto user = test::add_user(*kiosk.store, "Äijä", {Role::desk, Role::supervisor});
    user.display = "Äijä Öhman";
    user.language = "sv";
    user.high_contrast = true;
    user.slot = "00112233445566778899aabbccddeeff";
    staff.update(user);
    const auto found = staff.by_name(" A\xCC\x88IJA\xCC\x88 ");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, user.id);
    EXPECT_EQ(found->display, user.display);
    EXPECT_EQ(found->roles, (std::set{Role::desk, Role::supervisor}));
    EXPECT_EQ(found->language, "sv");
    EXPECT_TRUE(found->high_contrast);
    EXPECT_EQ(found->slot, user.slot);
    EXPECT_FALSE(staff.by_name("aija"));
    EXPECT_EQ(staff.list().size(), 2U);
}

TEST(Staff, CannotShareAName) {
    test::Kiosk kiosk;
    EXPECT_THROW(test::add_user(*kiosk.store, "AINO", {Role::reception}), StorageFailure);
    EXPECT_EQ(kiosk.store->staff().list().size(), 1U);
}

TEST(Staff, ComeToARecordOnlyThroughRoleAndTrace) {
    for (const auto role : kEveryRole) {
        test::Kiosk kiosk;
        const auto made = kiosk.finalise(kiosk.filled()).value();
        const auto reader = test::add_user(*kiosk.store, "reader", {role});
        const auto before = kiosk.store->audit().size();
        const auto opened = open_own_record(*kiosk.store, reader, made.record);
        const bool may = allowed({role}, Operation::own_record_open);
        ASSERT_EQ(opened.has_value(), may) << name(role);
        if (!may) {
            EXPECT_EQ(opened.error().code, "not_allowed");
            EXPECT_EQ(kiosk.store->audit().size(), before);
            continue;
        }
        EXPECT_NE(opened->rest.find("canary-narrative"), std::string::npos);
        EXPECT_EQ(opened->identity.empty(), !allowed({role}, Operation::identity_read));
        const auto entry = kiosk.store->audit().list(before + 1, 1).at(0);
        EXPECT_EQ(entry.act, database::Act::record_opened);
        EXPECT_EQ(entry.user, reader.id.str());
        EXPECT_EQ(entry.subject, made.record.str());
    }
}

TEST(Staff, MayDoNothingOnceDisabled) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled()).value();
    auto reader = test::add_user(*kiosk.store, "reader", {Role::reception});
    reader.disabled = true;
    EXPECT_EQ(open_own_record(*kiosk.store, reader, made.record).error().code, "not_allowed");
    reader.disabled = false;
    EXPECT_TRUE(open_own_record(*kiosk.store, reader, made.record));
    EXPECT_EQ(open_own_record(*kiosk.store, reader, RecordId::make(kiosk.clock.now())).error().code,
              "no_such_record");
}

} // namespace
} // namespace suoja::kiosk
