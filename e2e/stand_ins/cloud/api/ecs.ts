// ECS 2014-05-26, as far as it takes to see what a key may do: the instances of the console, one state with it.

import { Refusal } from "../../loopback.ts";
import { Products } from "../console.ts";
import type { Instance } from "../resources.ts";
import type { Operation, Question } from "./operation.ts";

function instanceBody({ id, name, region, tags, running }: Instance): object {
  return { InstanceId: id, InstanceName: name, RegionId: region, Status: running ? "Running" : "Stopped", Tags: { Tag: Object.entries(tags).map(([key, value]) => ({ TagKey: key, TagValue: value })) } };
}

/** What the evaluator refuses, ECS calls Forbidden.RAM. */
function act<T>({ caller, now }: Question, action: (products: Products) => T): T {
  try {
    return action(new Products(caller, now));
  } catch (error) {
    if (error instanceof Refusal && error.code === "NoPermission") throw new Refusal(403, "Forbidden.RAM", `User not authorized to operate on the specified resource, or this API doesn't support RAM. ${error.message}`);
    if (error instanceof Refusal && error.code === "IncorrectInstanceStatus") throw new Refusal(403, error.code, error.message);
    throw error;
  }
}

export const ECS: Readonly<Record<string, Operation>> = {
  DescribeInstances: (question) => {
    const region = question.parameters.required("RegionId");
    const instances = act(question, (products) => products.instances()).filter((instance) => instance.region === region);
    return { Instances: { Instance: instances.map(instanceBody) }, TotalCount: instances.length, PageNumber: 1, PageSize: 10 };
  },
  StartInstance: (question) => {
    act(question, (products) => products.changeInstance(question.parameters.required("InstanceId"), "Start"));
    return {};
  },
  StopInstance: (question) => {
    act(question, (products) => products.changeInstance(question.parameters.required("InstanceId"), "Stop"));
    return {};
  },
};
