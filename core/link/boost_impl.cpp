// SPDX-License-Identifier: Apache-2.0
// Asio and Beast, compiled once. TLS (asio/ssl) has its own unit in core/link/tls, so that a
// program without network carries no import of it.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
