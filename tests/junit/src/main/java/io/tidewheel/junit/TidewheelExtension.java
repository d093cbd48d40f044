package io.tidewheel.junit;

import io.tidewheel.api.Tidewheel;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link TidewheelTest} switches on: gives sessions to tests and looks at what they leave behind. */
public final class TidewheelExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(TidewheelExtension.class);
    private static final String SESSION = "session";

    static {
        QuietLog.hush();
        OpenSessions.watch();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        begin(SessionLifecycle.PER_CLASS, context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        begin(SessionLifecycle.PER_METHOD, context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        end(SessionLifecycle.PER_METHOD, context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        end(SessionLifecycle.PER_CLASS, context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Tidewheel.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestSession session = store(context).get(SESSION, TestSession.class);
        if (session == null) {
            throw new ParameterResolutionException(parameter.getDeclaringExecutable()
                    + " asks for a session outside of a test method, where there is none: take it in the method, or"
                    + " let all methods share one with @TidewheelTest(lifecycle = PER_CLASS)");
        }
        return session.open();
    }

    private static void begin(SessionLifecycle lifecycle, ExtensionContext context) throws Exception {
        TidewheelTest settings = settings(context);
        // An inner test class shares the session of the class around it.
        boolean shared =
                lifecycle == SessionLifecycle.PER_CLASS && store(context).get(SESSION) != null;
        if (settings.lifecycle() == lifecycle && !shared) {
            store(context).put(SESSION, TestSession.begin(name(context), settings));
        }
    }

    private static void end(SessionLifecycle lifecycle, ExtensionContext context) throws Exception {
        if (settings(context).lifecycle() == lifecycle) {
            // Only what was begun for this very context: an inner class does not end the session around it.
            TestSession session = store(context).remove(SESSION, TestSession.class);
            if (session != null) {
                session.end();
            }
        }
    }

    private static String name(ExtensionContext context) {
        String type = context.getRequiredTestClass().getSimpleName();
        return context.getTestMethod()
                .map(method -> type + "." + method.getName())
                .orElse(type);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static TidewheelTest settings(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), TidewheelTest.class, context.getEnclosingTestClasses())
                .orElseThrow(() -> new IllegalStateException(
                        context.getRequiredTestClass().getName() + " uses TidewheelExtension without @TidewheelTest"));
    }
}
