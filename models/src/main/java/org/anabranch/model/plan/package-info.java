/** How much memory a checkpoint takes, before it is loaded. */
package org.anabranch.model.plan;
