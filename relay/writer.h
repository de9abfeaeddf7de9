// SPDX-License-Identifier: Apache-2.0
#pragma once
// The one writer of a database: a thread that takes every job waiting, runs them in one transaction
// and answers after its one flush (group commit). When the disk is full the batch is refused, what
// was there stays, and the database is opened afresh; any other storage failure stops the writer
// for good: nothing more is written or acknowledged, and the process has to end and start afresh
// from disk.
#include "core/database/database.h"

#include <functional>
#include <memory>

namespace suoja::relay {

enum class Written { committed, full, stopped };

struct WriteJob {
    std::function<void(database::Database&)> work; // inside the transaction; throws StorageFailure
    std::function<void(Written)> done;             // exactly once, on the writer's thread
};

class Writer {
  public:
    using Open = std::function<Result<database::Database>()>;
    // `on_stop` is called once, from the writer's thread, when it stopped
    Writer(database::Database database, Open again, std::function<void()> on_stop);
    ~Writer();              // finishes what was added
    void add(WriteJob job); // any thread
    [[nodiscard]] bool stopped() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace suoja::relay
