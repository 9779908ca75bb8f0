import { useContext, useState } from "preact/hooks";
import { CheckBox } from "../components/form/fields";
import { CommandsContext, useCommand, useKeys } from "./commands";
import { ACTIONS, KEYS } from "./keys";

const OFF = "ringkeep.recording.keys-off";

/** The keys of the page, and the switch that turns them off for someone who dictates. */
export function KeysHelp() {
  const commands = useContext(CommandsContext);
  const [isOpen, open] = useState(false);
  const [isOn, setOn] = useState(() => window.localStorage.getItem(OFF) === null);
  useKeys(commands, isOn);
  useCommand("help", () => open(!isOpen));
  const turn = (isOn: boolean) => {
    setOn(isOn);
    if (isOn) window.localStorage.removeItem(OFF);
    else window.localStorage.setItem(OFF, "true");
  };
  return (
    <details
      class="card keys-help"
      data-section="keys"
      open={isOpen}
      onToggle={(event) => open(event.currentTarget.open)}
    >
      <summary>Keys</summary>
      <CheckBox name="keys" label="Use these keys on this page" isChecked={isOn} change={turn} />
      <dl class="keys">
        {ACTIONS.map((action) => (
          <div key={action}>
            <dt>
              <kbd>{KEYS[action].shown}</kbd>
            </dt>
            <dd>{KEYS[action].words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
