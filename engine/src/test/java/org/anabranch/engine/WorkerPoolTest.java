package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each chunk once, errors handed on, callers side by side, nothing allocated. */
@Timeout(60)
class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyChunkRunsExactlyOnceAndIsSeenByTheCaller(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      // Plain memory on purpose: the pool must order the chunks' writes before the caller's reads.
      int[] runs = new int[1000];
      int[] wrong = new int[1];
      WorkerPool.Chunks job = (chunk, worker) -> {
        runs[chunk]++;
        if (worker < 0 || worker >= threads) {
          wrong[0] = worker;
        }
      };
      for (int chunks : new int[] {0, 1, 2, 1000}) {
        Arrays.fill(runs, 0);
        for (int i = 1; i <= 10_000; i++) {
          pool.run(chunks, job);
          for (int c = 0; c < 1000; c++) {
            if (runs[c] != (c < chunks ? i : 0)) {
              throw new AssertionError("chunk " + c + " of " + chunks + " ran " + runs[c] + " times in " + i + " jobs");
            }
          }
        }
      }
      assertEquals(0, wrong[0], "a worker's number is below the number of threads");
    }
  }

  @Test
  void aThreadKeepsItsWorkerNumberDuringAJob() {
    try (WorkerPool pool = new WorkerPool(4)) {
      for (int i = 0; i < 200; i++) {
        Thread[] owner = new Thread[4];
        AtomicInteger wrong = new AtomicInteger();
        pool.run(100, (chunk, worker) -> {
          if (owner[worker] == null) {
            owner[worker] = Thread.currentThread();
          } else if (owner[worker] != Thread.currentThread()) {
            wrong.incrementAndGet();
          }
        });
        assertEquals(0, wrong.get());
      }
    }
  }

  @Test
  void workersHelp() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int i = 0; i < 3; i++) {
        // Each chunk waits for the other: one thread alone would never finish.
        CountDownLatch both = new CountDownLatch(2);
        pool.run(2, (chunk, worker) -> {
          both.countDown();
          await(both);
        });
        // Long enough for the worker to have parked before the next job.
        Thread.sleep(50);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void anErrorInAChunkReachesTheCallerAndThePoolStaysUsable(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      AtomicInteger ran = new AtomicInteger();
      for (int bad = 0; bad < 50; bad++) {
        int b = bad;
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> pool.run(50, (chunk, worker) -> {
          if (chunk == b) {
            throw new IllegalStateException("chunk " + chunk);
          }
        }));
        assertEquals("chunk " + bad, e.getMessage());
        ran.set(0);
        pool.run(50, (chunk, worker) -> ran.incrementAndGet());
        assertEquals(50, ran.get(), "the job after a failure");
      }
      StackOverflowError error = new StackOverflowError();
      assertSame(error, assertThrows(StackOverflowError.class, () -> pool.run(9, (chunk, worker) -> {
        throw error;
      })));
      assertThrows(ArithmeticException.class, () -> pool.run(1, (chunk, worker) -> Math.toIntExact(1L << 40)));
    }
  }

  @Test
  void anErrorInAWorkersChunkReachesTheCaller() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Thread caller = Thread.currentThread();
      CountDownLatch both = new CountDownLatch(2);
      assertThrows(IllegalStateException.class, () -> pool.run(2, (chunk, worker) -> {
        both.countDown();
        await(both);
        if (Thread.currentThread() != caller) {
          throw new IllegalStateException("on a worker");
        }
      }));
    }
  }

  @Test
  void aBusyPoolRunsTheSecondCallersChunksOnItsOwnThread() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      CountDownLatch started = new CountDownLatch(2);
      CountDownLatch release = new CountDownLatch(1);
      Thread first = Thread.ofPlatform().start(() -> pool.run(2, (chunk, worker) -> {
        started.countDown();
        await(release);
      }));
      await(started);
      Thread me = Thread.currentThread();
      int[] ran = new int[10];
      pool.run(10, (chunk, worker) -> {
        assertSame(me, Thread.currentThread());
        assertEquals(0, worker);
        ran[chunk]++;
      });
      assertArrayIsOnes(ran);
      assertTrue(first.isAlive());
      release.countDown();
      first.join();
    }
  }

  @Test
  void aJobInsideAChunkRunsInline() {
    try (WorkerPool pool = new WorkerPool(3)) {
      AtomicInteger ran = new AtomicInteger();
      pool.run(20, (chunk, worker) -> pool.run(5, (inner, w) -> ran.incrementAndGet()));
      assertEquals(100, ran.get());
    }
  }

  @Test
  void twoCallersAtOnceEachGetTheirOwnChunksDone() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(3)) {
      AtomicReference<String> failure = new AtomicReference<>();
      Thread[] callers = new Thread[2];
      for (int t = 0; t < callers.length; t++) {
        callers[t] = Thread.ofPlatform().start(() -> {
          int[] runs = new int[64];
          WorkerPool.Chunks job = (chunk, worker) -> runs[chunk]++;
          for (int i = 1; i <= 5000; i++) {
            pool.run(64, job);
            for (int c = 0; c < 64; c++) {
              if (runs[c] != i) {
                failure.set("chunk " + c + " ran " + runs[c] + " times in " + i + " jobs");
              }
            }
          }
        });
      }
      for (Thread t : callers) {
        t.join();
      }
      assertEquals(null, failure.get());
    }
  }

  @Test
  void smallWorkStaysOnTheCaller() {
    try (WorkerPool pool = new WorkerPool(4)) {
      Thread me = Thread.currentThread();
      int[] ran = new int[100];
      pool.run(100, WorkerPool.INLINE_FLOPS - 1, (chunk, worker) -> {
        assertSame(me, Thread.currentThread());
        ran[chunk]++;
      });
      assertArrayIsOnes(ran);
      Arrays.fill(ran, 0);
      pool.run(100, WorkerPool.INLINE_FLOPS, (chunk, worker) -> ran[chunk]++);
      assertArrayIsOnes(ran);
    }
  }

  @Test
  void aRunAllocatesNothingOnAnyThread() {
    try (WorkerPool pool = new WorkerPool(3)) {
      Thread[] workers = threadsOf(pool, 3).toArray(Thread[]::new);
      int[] ran = new int[64];
      WorkerPool.Chunks job = (chunk, worker) -> ran[chunk]++;
      assertEquals(0, Allocation.bytes(() -> pool.run(64, job), workers));
    }
  }

  @Test
  void closeStopsTheWorkersAndLeavesTheCallersWork() throws InterruptedException {
    WorkerPool pool = new WorkerPool(3);
    assertEquals(3, pool.threads());
    Set<Thread> workers = threadsOf(pool, 3);
    pool.close();
    pool.close();
    for (Thread t : workers) {
      t.join(TimeUnit.SECONDS.toMillis(30));
      assertFalse(t.isAlive());
      assertTrue(t.isDaemon());
    }
    int[] ran = new int[10];
    pool.run(10, (chunk, worker) -> ran[chunk]++);
    assertArrayIsOnes(ran);
  }

  @Test
  void aPoolHasAtLeastOneThread() {
    assertEquals("threads: must be >= 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new WorkerPool(0)).getMessage());
    assertTrue(WorkerPool.shared().threads() >= 1);
    assertSame(WorkerPool.shared(), WorkerPool.shared());
  }

  /** The worker threads: a job of as many chunks as threads, all of which wait for each other. */
  private static Set<Thread> threadsOf(WorkerPool pool, int threads) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(threads);
    pool.run(threads, (chunk, worker) -> {
      seen.add(Thread.currentThread());
      all.countDown();
      await(all);
    });
    assertEquals(threads, seen.size());
    seen.remove(Thread.currentThread());
    return seen;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertArrayIsOnes(int[] counts) {
    int[] ones = new int[counts.length];
    Arrays.fill(ones, 1);
    assertEquals(Arrays.toString(ones), Arrays.toString(counts));
  }
}
