import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { formErrors } from "../components/form/errors";
import { TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { addressOf } from "./columns";
import { newScorecard } from "./editor/new-parts";
import { addScorecard, SCORECARDS_KEY } from "./requests";

/** Asks for the title of a new scorecard, and opens it. */
export function AddScorecard({ close }: { readonly close: () => void }) {
  const { api } = useSignedIn();
  const { route } = useLocation();
  const queries = useQueryClient();
  const [title, setTitle] = useState("");
  const { mutate, isPending, error } = useMutation(() => addScorecard(api, newScorecard(title.trim())), {
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: SCORECARDS_KEY });
      route(addressOf(id));
    },
  });
  const errors = formErrors(error, ["title"]);
  return (
    <Dialog name="add-scorecard" title="Add a scorecard" close={close}>
      <FormFrame
        action="Add"
        isBusy={isPending}
        isChanged={title.trim() !== ""}
        errors={errors}
        submit={() => mutate(undefined)}
        cancel={close}
      >
        <TextField
          name="title"
          label="Title"
          hint="It begins as a draft that only people see who manage scorecards."
          required
          maxLength={500}
          value={title}
          error={errors.of("title")}
          change={setTitle}
        />
      </FormFrame>
    </Dialog>
  );
}
