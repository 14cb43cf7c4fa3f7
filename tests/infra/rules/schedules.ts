import { timerJobs } from '../../../functions/timers/all.ts';
import { parseSchedule } from '../../../local/host/timer-schedule.ts';
import { appSettings } from '../app-settings.ts';
import { rule, type Rule } from '../rule.ts';

/** Timers run as the app was tested to run them. */
export const scheduleRules: readonly Rule[] = [
  rule('schedules: each timer’s is set and can be read', (deployment) =>
    timerJobs.flatMap(({ setting }) => {
      const given = appSettings(deployment).get(setting);
      if (given === undefined) return [`${setting} is not set`];
      try {
        parseSchedule(given);
        return [];
      } catch {
        return [`${setting} is "${given}", which is no schedule`];
      }
    }),
  ),
  rule('schedules: each is the app’s own', (deployment) =>
    timerJobs.flatMap(({ setting, schedule }) => {
      const given = appSettings(deployment).get(setting) ?? schedule;
      return given === schedule ? [] : [`${setting} is "${given}", the app’s own is "${schedule}"`];
    }),
  ),
];
