// SPDX-License-Identifier: Apache-2.0
// make_device DIRECTORY reception|hotline|desk: then user and passphrase, one a line.
#include "device.h"

#include <cstdio>
#include <string_view>

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    using suoja::envelope::RoleKind;
    const std::string_view kind = argv[2];
    suoja::test::make_device(argv[1], kind == "desk"      ? RoleKind::desk
                                      : kind == "hotline" ? RoleKind::hotline
                                                          : RoleKind::reception);
    std::printf("%s\n%s\n", suoja::test::kUser, suoja::test::kPassphrase);
    return 0;
}
