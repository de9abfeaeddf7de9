// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/icon.h"

namespace suoja::kiosk::views {

const char* icon_path(Icon icon) {
    switch (icon) {
    case Icon::none:
        return "";
    case Icon::mark:
        return "M 1.8 9.6 L 10 2.8 18.2 9.6 M 4.4 8.4 L 4.4 17 15.6 17 15.6 8.4 M 8 17 L 8 12.4 12 "
               "12.4 12 17";
    case Icon::home:
        return "M 2.6 7 L 10 2.8 17.4 7 Z M 3.4 16.8 L 16.6 16.8 M 5 9.4 L 5 14.4 M 8.4 9.4 L 8.4 "
               "14.4 M "
               "11.6 9.4 L 11.6 14.4 M 15 9.4 L 15 14.4";
    case Icon::document:
        return "M 4.6 2.6 L 11.6 2.6 15.4 6.4 15.4 17.4 4.6 17.4 Z M 11.4 2.8 L 11.4 6.6 15.2 6.6 "
               "M 7.4 10 "
               "L 12.6 10 M 7.4 13.4 L 12.6 13.4";
    case Icon::search:
        return "O 8.6 8.6 5.4 M 12.8 12.8 L 17 17";
    case Icon::info:
        return "O 10 10 7.4 M 10 9.4 L 10 13.8 M 10 6.5 L 10 6.6";
    case Icon::wifi:
        return "A 10 16 11.2 222 318 M 10 16 A 10 16 7.2 222 318 M 10 16 A 10 16 3.4 222 318 M 10 "
               "15.8 L 10 "
               "15.9";
    case Icon::no_wifi:
        return "A 10 16 11.2 222 318 M 10 16 A 10 16 7.2 222 318 M 10 15.8 L 10 15.9 M 3.4 2.8 L "
               "16.6 17.2";
    case Icon::globe:
        return "O 10 10 7.4 M 2.8 10 L 17.2 10 M 10 2.6 C 5.6 6.6 5.6 13.4 10 17.4 C 14.4 13.4 "
               "14.4 6.6 10 2.6";
    case Icon::contrast:
        return "A 10 10 7.4 -90 90 Z F O 10 10 7.4";
    case Icon::lock:
        return "M 4.4 9 L 15.6 9 15.6 17 4.4 17 Z M 6.8 8.8 L 6.8 6.2 C 6.8 2 13.2 2 13.2 6.2 L "
               "13.2 8.8 M 10 "
               "12.4 L 10 13.8";
    case Icon::hidden:
        return "M 2 10 C 5.6 3.6 14.4 3.6 18 10 C 14.4 16.4 5.6 16.4 2 10 M 3.4 3.4 L 16.6 16.6 M "
               "8.2 8.4 C "
               "6.8 10.6 9 13.4 11.6 11.8";
    case Icon::shown:
        return "M 2 10 C 5.6 3.8 14.4 3.8 18 10 C 14.4 16.2 5.6 16.2 2 10 Z O 10 10 2.5";
    case Icon::pencil:
        return "M 3.4 16.6 L 4.4 12.6 13.4 3.6 16.4 6.6 7.4 15.6 Z M 11.4 5.6 L 14.4 8.6";
    case Icon::clock:
        return "O 10 10 7.4 M 10 5.8 L 10 10.2 12.8 11.8";
    case Icon::relay:
        return "O 3.6 10 1.7 O 16.4 10 1.7 M 5.6 10 L 13.6 10 M 10.8 7.4 L 13.4 10 10.8 12.6";
    case Icon::tick_circle:
        return "O 10 10 7.4 M 6.8 10.2 L 9.2 12.5 13.4 7.8";
    case Icon::diamond:
        return "M 10 1.9 L 18.1 10 10 18.1 1.9 10 Z M 10 6.4 L 10 10.6 M 10 13.4 L 10 13.5";
    case Icon::plus:
        return "M 10 2.8 L 10 17.2 M 2.8 10 L 17.2 10";
    case Icon::chevron_left:
        return "M 11.8 5.4 L 7.4 10 11.8 14.6";
    case Icon::chevron_right:
        return "M 8.2 5.4 L 12.6 10 8.2 14.6";
    case Icon::chevron_down:
        return "M 5.4 8 L 10 12.6 14.6 8";
    case Icon::phone:
        return "M 4 3 L 7.2 3 8.6 6.8 6.8 8.2 C 7.8 10.6 9.4 12.2 11.8 13.2 L 13.2 11.4 17 12.8 17 "
               "16 C 17 "
               "16.6 16.6 17 16 17 C 8.6 16.6 3.4 11.4 3 4 C 3 3.4 3.4 3 4 3 Z";
    case Icon::shield:
        return "M 10 2.4 L 16.4 4.6 16.4 9.4 C 16.4 13.6 13.6 16.2 10 17.6 C 6.4 16.2 3.6 13.6 3.6 "
               "9.4 L 3.6 "
               "4.6 Z M 7.2 9.8 L 9.3 11.8 12.9 7.9";
    case Icon::tick:
        return "M 4 10.6 L 8.2 14.6 16 5.8";
    case Icon::half:
        return "A 10 10 7.2 -90 90 Z F O 10 10 7.2";
    case Icon::circle:
        return "O 10 10 7.2";
    case Icon::dash_circle:
        return "O 10 10 7.2 M 6.8 10 L 13.2 10";
    case Icon::clipboard:
        return "M 7 3.6 L 4.2 3.6 4.2 17.6 15.8 17.6 15.8 3.6 13 3.6 M 7.2 2.2 L 12.8 2.2 12.8 5.4 "
               "7.2 5.4 Z M "
               "7.2 9.2 L 12.8 9.2 M 7.2 13 L 12.8 13";
    case Icon::speech:
        return "M 3 3.4 L 17 3.4 17 13.4 9 13.4 5.4 17 5.4 13.4 3 13.4 Z";
    case Icon::link:
        return "M 8.4 11.6 L 11.6 8.4 M 9.4 6.4 L 11.4 4.4 C 14 1.8 18.2 6 15.6 8.6 L 13.6 10.6 M "
               "10.6 13.6 L "
               "8.6 15.6 C 6 18.2 1.8 14 4.4 11.4 L 6.4 9.4";
    case Icon::urgent:
        return "M 4.6 10.2 L 10 5 15.4 10.2 M 4.6 15.6 L 10 10.4 15.4 15.6";
    case Icon::dash:
        return "M 5 10 L 15 10";
    case Icon::key:
        return "O 6 10 3.4 M 9.4 10 L 17.4 10 17.4 13 M 14 10 L 14 12.4";
    case Icon::device:
        return "M 2.8 3.6 L 17.2 3.6 17.2 13 2.8 13 Z M 7 16.6 L 13 16.6 M 10 13.2 L 10 16.4";
    case Icon::server:
        return "M 3.2 3.2 L 16.8 3.2 16.8 8.6 3.2 8.6 Z M 3.2 11.4 L 16.8 11.4 16.8 16.8 3.2 16.8 "
               "Z M 6.4 5.9 L "
               "6.5 5.9 M 6.4 14.1 L 6.5 14.1";
    case Icon::person:
        return "O 10 6.6 3.4 M 3.8 17.2 C 4.4 11 15.6 11 16.2 17.2";
    case Icon::calendar:
        return "M 3 4.4 L 17 4.4 17 17 3 17 Z M 3 8.4 L 17 8.4 M 6.8 2.4 L 6.8 5.6 M 13.2 2.4 L "
               "13.2 5.6";
    case Icon::box:
        return "M 3.4 7 L 16.6 7 16.6 17 3.4 17 Z M 2.6 3.4 L 17.4 3.4 17.4 7 2.6 7 Z M 8 10.4 L "
               "12 10.4";
    case Icon::list:
        return "M 7 5 L 17 5 M 7 10 L 17 10 M 7 15 L 17 15 M 3 5 L 3.1 5 M 3 10 L 3.1 10 M 3 15 L "
               "3.1 15";
    case Icon::caps:
        return "M 10 3 L 16.4 9.6 13 9.6 13 13 7 13 7 9.6 3.6 9.6 Z M 7 16.6 L 13 16.6";
    case Icon::help:
        return "O 10 10 7.4 M 7.8 8 C 7.8 5 12.4 5.2 12.2 8 C 12 9.8 10 9.8 10 11.6 M 10 14.2 L 10 "
               "14.3";
    }
    return "";
}

} // namespace suoja::kiosk::views
