package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.event.EventBus;
import io.tidewheel.engine.schedule.JobRun.Ready;
import io.tidewheel.engine.stage.StageBody.Input;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a job still needs. Owned by the scheduler's lock, as the stages and outputs it looks at are. */
final class Demand {
    /*
     * A job wants partitions of its last stage; a wanted partition whose inputs are not there wants the partitions of the
     * parent stages that make them; a stage whose parents owe nothing offers its waiting partitions. The same rule starts
     * a job and repairs it: when a task finds an output lost, that output becomes missing, the task waits again, and
     * exactly the map partitions that can make it are wanted [1].
     *
     * [1] Zaharia et al., Resilient Distributed Datasets, NSDI 2012, sections 4 and 5.1.
     */
    private final JobRun job;
    private final EventBus events;
    private final Deque<Ready> unseen = new ArrayDeque<>(); // wanted, their inputs still to be asked for; else empty

    Demand(JobRun job, EventBus events) {
        this.job = job;
        this.events = events;
    }

    void want(StageRun stage, int partition) {
        if (!stage.wanted.get(partition)) {
            stage.wanted.set(partition);
            wait(stage, partition);
        }
    }

    /** A partition that is wanted already is to run, or to run again, once its inputs are there. */
    void wait(StageRun stage, int partition) {
        look(stage, partition);
        for (Ready next = unseen.poll(); next != null; next = unseen.poll()) { // no recursion: stages may be thousands
            look(next.stage(), next.partition());
        }
    }

    private void look(StageRun stage, int partition) {
        stage.waiting.set(partition);
        if (stage.stage.parents().isEmpty()) {
            return;
        }
        for (Input input : job.plan.inputs(stage.stage, partition, job.options.parameters())) {
            Outputs outputs = job.plan.outputs(input.producer());
            for (int map = 0; map < outputs.maps(); map++) {
                byte state = outputs.state(map, input.reducePartition());
                if (state == Outputs.MISSING || state == Outputs.TAKEN) {
                    outputs.set(map, input.reducePartition(), Outputs.MISSING);
                    StageRun producer = job.stages.get(input.producer());
                    if (!producer.wanted.get(map)) {
                        producer.wanted.set(map);
                        unseen.add(new Ready(producer, map));
                    }
                }
            }
        }
    }

    /** Makes the waiting partitions of every stage whose parents owe nothing ready to run; says how many. */
    int offer() {
        int offered = 0;
        for (StageRun stage : job.stages) {
            if (stage.waiting.isEmpty()
                    || stage.stage.parents().stream()
                            .anyMatch(parent ->
                                    !job.stages.get(parent.number()).wanted.isEmpty())) {
                continue;
            }
            int waiting = stage.waiting.cardinality();
            if (!stage.announced) {
                stage.announced = true;
                if (events.isHeard()) {
                    events.post(new EngineEvent.StageStarted(
                            job.id,
                            stage.stage.id(),
                            waiting,
                            stage.stage.body().toString()));
                }
            }
            stage.waiting.stream().forEach(partition -> job.ready.add(new JobRun.Ready(stage, partition)));
            stage.waiting.clear();
            offered += waiting;
        }
        return offered;
    }

    /** The blocks a task is about to read. If it is their only reader they count as taken from now on. */
    List<OutputBlock> present(int producer, int reducePartition, boolean exclusive) {
        Outputs outputs = job.plan.outputs(producer);
        List<OutputBlock> keys = new ArrayList<>();
        for (int map = 0; map < outputs.maps(); map++) {
            byte state = outputs.state(map, reducePartition);
            if (state == Outputs.MISSING || state == Outputs.TAKEN) {
                throw new MissingInputException(producer, reducePartition);
            } else if (state == Outputs.PRESENT) {
                keys.add(outputs.key(map, reducePartition));
                if (exclusive) {
                    outputs.set(map, reducePartition, Outputs.TAKEN);
                }
            }
        }
        return keys;
    }

    /** What a failed task took is gone: its objects may have been changed. */
    void forgetTaken(TaskRun task) {
        for (Input input : task.inputs.asked()) {
            Outputs outputs = job.plan.outputs(input.producer());
            for (int map = 0; map < outputs.maps(); map++) {
                if (outputs.state(map, input.reducePartition()) == Outputs.TAKEN) {
                    outputs.set(map, input.reducePartition(), Outputs.MISSING);
                }
            }
        }
    }

    void outputLost(OutputBlock block, String reason) {
        for (StageRun producer : job.stages) {
            Outputs outputs = job.plan.outputs(producer.stage.id().number());
            if (outputs != null && outputs.exchange() == block.exchange()) {
                outputs.set(block.mapPartition(), block.reducePartition(), Outputs.MISSING);
                events.post(new EngineEvent.OutputLost(
                        job.id, producer.stage.id(), block.mapPartition(), block.reducePartition(), reason));
            }
        }
    }
}
