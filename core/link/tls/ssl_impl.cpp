// SPDX-License-Identifier: Apache-2.0
// asio/ssl, compiled once and apart from the rest of Asio.
#include <boost/asio/ssl/impl/src.hpp>
