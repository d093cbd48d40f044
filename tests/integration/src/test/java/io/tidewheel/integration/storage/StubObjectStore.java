package io.tidewheel.integration.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An object store on the loopback address: PUT with {@code If-None-Match: *}, GET, HEAD, DELETE, and GET of "/?list" with
 * a prefix. Answers as a script says, each answer once, and keeps the contract of S3 otherwise.
 */
final class StubObjectStore implements AutoCloseable {
    /** What goes wrong with one request. */
    enum Answer {
        /** 409, without effect: another conditional request is under way. */
        CONFLICT,
        /** 412, without effect. */
        PRECONDITION_FAILED,
        /** 503, without effect. */
        UNAVAILABLE,
        /** No answer, without effect, until the store is closed. */
        SLOW,
        /** It has its effect, and no answer comes until the store is closed. */
        SLOW_AFTER,
        /** The connection breaks in the middle of the request, without effect. */
        RESET,
        /** It has its effect, and the connection breaks before the answer. */
        RESET_AFTER
    }

    static {
        // Else head and body of an answer are 40 ms apart.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TreeMap<String, byte[]> objects = new TreeMap<>();
    private final Map<String, Deque<Answer>> script = new ConcurrentHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean ignoresConditions;

    StubObjectStore() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** "stub://127.0.0.1:1234/". */
    String root() {
        return "stub://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/";
    }

    /** What the next requests of one method meet, one after the other. */
    void answer(String method, Answer... answers) {
        script.computeIfAbsent(method, it -> new ArrayDeque<>()).addAll(List.of(answers));
    }

    void ignoreConditions() {
        ignoresConditions = true;
    }

    /** "PUT a/b", in order. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String key = exchange.getRequestURI().getPath().substring(1);
        synchronized (this) {
            requests.add(method + " " + key);
        }
        Deque<Answer> answers = script.get(method);
        Answer answer;
        synchronized (this) {
            answer = answers == null ? null : answers.poll();
        }
        if (answer == null) {
            reply(exchange, served(exchange, method, key));
            return;
        }
        switch (answer) {
            case CONFLICT -> reply(exchange, new Reply(409));
            case PRECONDITION_FAILED -> reply(exchange, new Reply(412));
            case UNAVAILABLE -> reply(exchange, new Reply(503));
            case SLOW -> hang(exchange);
            case SLOW_AFTER -> {
                served(exchange, method, key);
                hang(exchange);
            }
            case RESET -> {
                exchange.getRequestBody().read();
                exchange.close();
            }
            case RESET_AFTER -> {
                served(exchange, method, key);
                exchange.close();
            }
        }
    }

    private void hang(HttpExchange exchange) {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static final class Reply {
        final int status;
        final byte[] body;

        Reply(int status, byte... body) {
            this.status = status;
            this.body = body;
        }
    }

    private static void reply(HttpExchange exchange, Reply reply) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().add("X-Length", Integer.toString(reply.body.length));
            }
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(reply.status, head || reply.body.length == 0 ? -1 : reply.body.length);
            if (!head) {
                exchange.getResponseBody().write(reply.body);
            }
        }
    }

    private Reply served(HttpExchange exchange, String method, String key) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        boolean onlyIfAbsent = exchange.getRequestHeaders().containsKey("If-None-Match") && !ignoresConditions;
        String query = exchange.getRequestURI().getQuery();
        synchronized (this) {
            switch (method) {
                case "PUT" -> {
                    if (onlyIfAbsent && objects.containsKey(key)) {
                        return new Reply(412);
                    }
                    objects.put(key, sent);
                    return new Reply(200);
                }
                case "DELETE" -> {
                    objects.remove(key);
                    return new Reply(204);
                }
                default -> {
                    if (query != null) {
                        return new Reply(200, listing(query.substring("list=".length())));
                    }
                    byte[] object = objects.get(key);
                    return object == null ? new Reply(404) : new Reply(200, object);
                }
            }
        }
    }

    /** All keys with a prefix, each with its length before it. */
    private byte[] listing(String prefix) {
        StringBuilder lines = new StringBuilder();
        objects.tailMap(prefix).forEach((key, bytes) -> {
            if (key.startsWith(prefix)) {
                lines.append(bytes.length).append(' ').append(key).append('\n');
            }
        });
        return lines.toString().getBytes(UTF_8);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdown();
    }
}
